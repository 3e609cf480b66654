-- Finds the oldest matches that are over. Moves do not touch it. Building it locks the table for as long as it takes to
-- read it once; new nodes migrate before they serve.
CREATE INDEX "matches_ended" ON "matches" USING btree ("ended_at") WHERE "matches"."ended_at" is not null;