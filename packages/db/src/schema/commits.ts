import {
  bigint,
  customType,
  integer,
  pgTable,
  pgView,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/**
 * The log: append-only, one row per version. It has no foreign key to `matches`: the fence admits a row only
 * together with the change of its match's head, which is stronger and costs nothing per row.
 *
 * A row has its hashes in `hashes`, and then nothing in the columns that are named for them; or, as builds of before
 * write it, as hex digits in those. The view `commits` shows both alike.
 */
export const commitRows = pgTable(
  "commit_rows",
  {
    matchId: uuid("match_id").notNull(),
    version: integer("version").notNull(),
    kind: text("kind").notNull(),
    actorId: text("actor_id").notNull(),
    seat: smallint("seat"),
    msgId: text("msg_id").notNull(),
    payloadHash: text("payload_hash").notNull().default(""),
    payload: text("payload").notNull(),
    events: text("events").notNull(),
    draws: text("draws").notNull(),
    receivedAt: bigint("received_at", { mode: "number" }).notNull(),
    rulesVersion: integer("rules_version").notNull(),
    /** Empty: it is the hash of the row before. Only the first row of a log has no such row. */
    parentHash: text("parent_hash").notNull().default(""),
    stateHash: text("state_hash").notNull().default(""),
    hash: text("hash").notNull().default(""),
    /** The database's clock, unlike `receivedAt`. */
    committedAt: bigint("committed_at", { mode: "number" }).notNull(),
    /** Of the payload, of the state, and of the commit itself: 32 bytes each, in this order. */
    hashes: bytes("hashes"),
  },
  (table) => [
    primaryKey({ name: "commits_pk", columns: [table.matchId, table.version] }),
    uniqueIndex("commits_msg").on(table.matchId, table.actorId, table.msgId),
  ],
);

/** The log as it is read: every hash as hex digits, however its row has it; empty where the row that has it is gone. */
export const commits = pgView("commits", {
  matchId: uuid("match_id").notNull(),
  version: integer("version").notNull(),
  kind: text("kind").notNull(),
  actorId: text("actor_id").notNull(),
  seat: smallint("seat"),
  msgId: text("msg_id").notNull(),
  payloadHash: text("payload_hash").notNull(),
  payload: text("payload").notNull(),
  events: text("events").notNull(),
  draws: text("draws").notNull(),
  receivedAt: bigint("received_at", { mode: "number" }).notNull(),
  rulesVersion: integer("rules_version").notNull(),
  parentHash: text("parent_hash").notNull(),
  stateHash: text("state_hash").notNull(),
  hash: text("hash").notNull(),
  committedAt: bigint("committed_at", { mode: "number" }).notNull(),
}).existing();
