import { bigint, integer, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";

/**
 * The log: append-only, one row per version. It has no foreign key to `matches`: the fence admits a row only
 * together with the change of its match's head, which is stronger and costs nothing per row.
 */
export const commits = pgTable(
  "commits",
  {
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
    /** The database's clock, unlike `receivedAt`. */
    committedAt: bigint("committed_at", { mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({ name: "commits_pk", columns: [table.matchId, table.version] }),
    uniqueIndex("commits_msg").on(table.matchId, table.actorId, table.msgId),
  ],
);
