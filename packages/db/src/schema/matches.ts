/**
 * One row per match: its facts, its head, and its newest snapshot. The head changes with every commit, so
 * nothing that a plain move changes is indexed (a heap-only update touches no index), and pages keep room
 * for the next versions of their rows. JSON is kept as text: nothing inside it is ever queried.
 */
import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, smallint, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";

export const matches = pgTable(
  "matches",
  {
    matchId: uuid("match_id").primaryKey(),
    gameId: text("game_id").notNull(),
    rulesVersion: integer("rules_version").notNull(),
    options: text("options").notNull(),
    seatCount: smallint("seat_count").notNull(),
    hostId: text("host_id"),
    commitment: text("commitment").notNull(),
    /** Secret until the end: selected by `loadMatch` alone. */
    seed: text("seed").notNull(),
    /** Null once the match is over: codes are unique among live matches only. */
    code: text("code"),
    watchKey: text("watch_key").notNull(),
    visibility: text("visibility").notNull(),
    creatorId: text("creator_id").notNull(),
    createMsgId: text("create_msg_id").notNull(),
    createPayloadHash: text("create_payload_hash").notNull(),
    /** `sealOf` the five before this and the code, none of which the log knows; null in rows of before there were seals. */
    seal: text("seal"),
    /** Incarnation of the log; a new one is begun when the log was taken back by a restore. */
    epoch: integer("epoch").notNull(),
    version: integer("version").notNull(),
    headHash: text("head_hash").notNull(),
    status: text("status").notNull(),
    deadline: bigint("deadline", { mode: "number" }),
    /**
     * When the sweep for deadlines looks at this match next: never later than the deadline. Moves leave it alone unless
     * the deadline comes closer, so that it can be indexed; the sweep itself moves it on.
     */
    checkAt: bigint("check_at", { mode: "number" }),
    toMove: text("to_move").notNull(),
    outcome: text("outcome"),
    snapshotVersion: integer("snapshot_version").notNull(),
    snapshotHash: text("snapshot_hash").notNull(),
    snapshotState: text("snapshot_state").notNull(),
    createdAt: bigint("created_at", { mode: "number" }).notNull(),
    startedAt: bigint("started_at", { mode: "number" }),
    endedAt: bigint("ended_at", { mode: "number" }),
    /**
     * When the match was made: since then its newest commit says it. Kept beside the state, a time that every move changes
     * would have the whole state written to the write-ahead log with each.
     */
    updatedAt: bigint("updated_at", { mode: "number" }).notNull(),
  },
  (table) => [
    uniqueIndex("matches_code").on(table.code).where(sql`${table.code} is not null`),
    uniqueIndex("matches_watch_key").on(table.watchKey),
    uniqueIndex("matches_create").on(table.creatorId, table.createMsgId),
    index("matches_check").on(table.checkAt).where(sql`${table.checkAt} is not null`),
    index("matches_ended").on(table.endedAt).where(sql`${table.endedAt} is not null`),
    index("matches_host").on(table.hostId).where(sql`${table.hostId} is not null`),
    index("matches_public").on(table.status, table.createdAt).where(sql`${table.visibility} = 'public'`),
  ],
);
