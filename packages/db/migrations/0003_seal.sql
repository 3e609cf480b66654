-- Ties down what the log does not know of a match: see `sealOf` in the engine. Rows of before it stay without one.
ALTER TABLE "matches" ADD COLUMN "seal" text;