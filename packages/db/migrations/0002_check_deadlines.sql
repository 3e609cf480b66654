-- Finds matches whose deadline is over without indexing what every move changes: see `check_at` in the schema. Building
-- the index locks the table for as long as it takes to read it once; new nodes migrate before they serve.
ALTER TABLE "matches" ADD COLUMN "check_at" bigint;--> statement-breakpoint
-- safe beside the previous build: nothing of it reads or writes this column; what it writes meanwhile is adopted at the
-- start of every node (see migrate.ts)
UPDATE "matches" SET "check_at" = "deadline" WHERE "deadline" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "matches_check" ON "matches" USING btree ("check_at") WHERE "matches"."check_at" is not null;
