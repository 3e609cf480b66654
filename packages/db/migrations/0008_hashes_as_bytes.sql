-- Rows of the log keep their hashes as bytes from now on, in one column, and no parent's hash that the row before has:
-- see `commits.ts` in the schema. No row is rewritten: those of before stay as they are. The name `commits` goes to a
-- view that shows either form as text, as it always was. Nothing here reads a row; the lock is held for as long as
-- making the view takes, once the statements that had begun are over.
-- safe beside the previous build: the view of that name, made below, gives it what it reads and takes what it writes
ALTER TABLE "commits" RENAME TO "commit_rows";--> statement-breakpoint
ALTER TABLE "commit_rows" ADD COLUMN "hashes" "bytea";--> statement-breakpoint
ALTER TABLE "commit_rows" ALTER COLUMN "payload_hash" SET DEFAULT '';--> statement-breakpoint
ALTER TABLE "commit_rows" ALTER COLUMN "parent_hash" SET DEFAULT '';--> statement-breakpoint
ALTER TABLE "commit_rows" ALTER COLUMN "state_hash" SET DEFAULT '';--> statement-breakpoint
ALTER TABLE "commit_rows" ALTER COLUMN "hash" SET DEFAULT '';--> statement-breakpoint
-- A row has each hash in one form: put together, what should not be there shows as well. No row before: no parent.
-- safe beside the previous build: it finds every column that it knows, of the type that it had
CREATE VIEW "commits" AS
SELECT r.match_id, r.version, r.kind, r.actor_id, r.seat, r.msg_id,
  concat(r.payload_hash, encode(substr(r.hashes, 1, 32), 'hex')) AS payload_hash,
  r.payload, r.events, r.draws, r.received_at, r.rules_version,
  CASE r.parent_hash WHEN '' THEN coalesce((
    SELECT concat(p.hash, encode(substr(p.hashes, 65), 'hex'))
    FROM "commit_rows" p WHERE p.match_id = r.match_id AND p.version = r.version - 1
  ), '') ELSE r.parent_hash END AS parent_hash,
  concat(r.state_hash, encode(substr(r.hashes, 33, 32), 'hex')) AS state_hash,
  concat(r.hash, encode(substr(r.hashes, 65), 'hex')) AS hash,
  r.committed_at
FROM "commit_rows" r;--> statement-breakpoint
-- safe beside the previous build: what it appends goes into the table it has always gone into, as it is
CREATE RULE "commits_append" AS ON INSERT TO "commits" DO INSTEAD
INSERT INTO "commit_rows" (match_id, version, kind, actor_id, seat, msg_id, payload_hash, payload, events, draws,
  received_at, rules_version, parent_hash, state_hash, hash, committed_at)
VALUES (NEW.match_id, NEW.version, NEW.kind, NEW.actor_id, NEW.seat, NEW.msg_id, NEW.payload_hash, NEW.payload, NEW.events,
  NEW.draws, NEW.received_at, NEW.rules_version, NEW.parent_hash, NEW.state_hash, NEW.hash, NEW.committed_at);
