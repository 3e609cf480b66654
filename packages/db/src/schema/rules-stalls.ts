import { bigint, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

/**
 * Requests whose rules did not come back: one row for each node that stopped over it. Written from outside of the event
 * loop that stands still, before the node ends. `subject`: a match's id, or the name of a game.
 */
export const rulesStalls = pgTable(
  "rules_stalls",
  {
    subject: text("subject").notNull(),
    actorId: text("actor_id").notNull(),
    msgId: text("msg_id").notNull(),
    nodeId: text("node_id").notNull(),
    at: bigint("at", { mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({ name: "rules_stalls_pk", columns: [table.subject, table.actorId, table.msgId, table.nodeId] }),
  ],
);
