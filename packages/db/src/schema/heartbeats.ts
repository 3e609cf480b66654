import { bigint, pgTable, text } from "drizzle-orm/pg-core";

/**
 * When each node last said that it serves, by this database's clock; and, under an empty name, when any of them last did.
 * What a row said the time before is kept beside it, so that one statement can find a gap that it ends.
 */
export const heartbeats = pgTable("heartbeats", {
  nodeId: text("node_id").primaryKey(),
  beatAt: bigint("beat_at", { mode: "number" }).notNull(),
  beatBefore: bigint("beat_before", { mode: "number" }).notNull(),
  /** Since when the node cannot tell who is connected; null: it can. */
  blindSince: bigint("blind_since", { mode: "number" }),
  blindBefore: bigint("blind_before", { mode: "number" }),
  /** Until when everything that the node has received is answered, by its own clock; null: it says nothing of that. */
  heardUntil: bigint("heard_until", { mode: "number" }),
  /** What is not, and the seats that are unsaid: objects of a JSON array, without its brackets; empty: nothing. */
  openRequests: text("open_requests"),
});
