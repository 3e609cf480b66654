CREATE TABLE "commits" (
	"match_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"seat" smallint,
	"msg_id" text NOT NULL,
	"payload_hash" text NOT NULL,
	"payload" text NOT NULL,
	"events" text NOT NULL,
	"draws" text NOT NULL,
	"received_at" bigint NOT NULL,
	"rules_version" integer NOT NULL,
	"parent_hash" text NOT NULL,
	"state_hash" text NOT NULL,
	"hash" text NOT NULL,
	"committed_at" bigint NOT NULL,
	CONSTRAINT "commits_pk" PRIMARY KEY("match_id","version")
);
--> statement-breakpoint
CREATE TABLE "match_results" (
	"match_id" uuid PRIMARY KEY NOT NULL,
	"game_id" text NOT NULL,
	"outcome" text NOT NULL,
	"players" text NOT NULL,
	"version" integer NOT NULL,
	"started_at" bigint NOT NULL,
	"ended_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "matches" (
	"match_id" uuid PRIMARY KEY NOT NULL,
	"game_id" text NOT NULL,
	"rules_version" integer NOT NULL,
	"options" text NOT NULL,
	"seat_count" smallint NOT NULL,
	"host_id" text,
	"commitment" text NOT NULL,
	"seed" text NOT NULL,
	"code" text,
	"watch_key" text NOT NULL,
	"visibility" text NOT NULL,
	"creator_id" text NOT NULL,
	"create_msg_id" text NOT NULL,
	"create_payload_hash" text NOT NULL,
	"epoch" integer NOT NULL,
	"version" integer NOT NULL,
	"head_hash" text NOT NULL,
	"status" text NOT NULL,
	"deadline" bigint,
	"to_move" text NOT NULL,
	"outcome" text,
	"snapshot_version" integer NOT NULL,
	"snapshot_hash" text NOT NULL,
	"snapshot_state" text NOT NULL,
	"created_at" bigint NOT NULL,
	"started_at" bigint,
	"ended_at" bigint,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outages" (
	"outage_id" bigserial PRIMARY KEY NOT NULL,
	"node_id" text NOT NULL,
	"cause" text NOT NULL,
	"began_at" bigint NOT NULL,
	"ended_at" bigint
);
--> statement-breakpoint
CREATE TABLE "players" (
	"player_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seats" (
	"match_id" uuid NOT NULL,
	"seat" smallint NOT NULL,
	"player_id" text,
	"session_no" integer NOT NULL,
	CONSTRAINT "seats_pk" PRIMARY KEY("match_id","seat")
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "settings_pk" PRIMARY KEY("scope","key")
);
--> statement-breakpoint
ALTER TABLE "seats" ADD CONSTRAINT "seats_match_id_matches_match_id_fk" FOREIGN KEY ("match_id") REFERENCES "public"."matches"("match_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "commits_msg" ON "commits" USING btree ("match_id","actor_id","msg_id");--> statement-breakpoint
CREATE INDEX "match_results_ended" ON "match_results" USING btree ("ended_at");--> statement-breakpoint
CREATE UNIQUE INDEX "matches_code" ON "matches" USING btree ("code") WHERE "matches"."code" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "matches_watch_key" ON "matches" USING btree ("watch_key");--> statement-breakpoint
CREATE UNIQUE INDEX "matches_create" ON "matches" USING btree ("creator_id","create_msg_id");--> statement-breakpoint
CREATE INDEX "matches_host" ON "matches" USING btree ("host_id") WHERE "matches"."host_id" is not null;--> statement-breakpoint
CREATE INDEX "matches_public" ON "matches" USING btree ("status","created_at") WHERE "matches"."visibility" = 'public';--> statement-breakpoint
CREATE INDEX "outages_began" ON "outages" USING btree ("began_at");--> statement-breakpoint
CREATE UNIQUE INDEX "seats_player" ON "seats" USING btree ("match_id","player_id");--> statement-breakpoint
CREATE INDEX "seats_held_by" ON "seats" USING btree ("player_id");