CREATE TABLE "heartbeats" (
	"node_id" text PRIMARY KEY NOT NULL,
	"beat_at" bigint NOT NULL,
	"beat_before" bigint NOT NULL,
	"blind_since" bigint,
	"blind_before" bigint
);
