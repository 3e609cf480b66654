import { bigint, bigserial, index, pgTable, text } from "drizzle-orm/pg-core";

/**
 * Stretches in which the server could not serve (`cause` `service`), one node could not (`node`), or not tell who was
 * connected (`presence`): what clocks and graces are made up for by. `nodeId`: who found out; of `node`, which it was. `endedAt` is null in none that this build writes.
 */
export const outages = pgTable(
  "outages",
  {
    outageId: bigserial("outage_id", { mode: "number" }).primaryKey(),
    nodeId: text("node_id").notNull(),
    cause: text("cause").notNull(),
    beganAt: bigint("began_at", { mode: "number" }).notNull(),
    endedAt: bigint("ended_at", { mode: "number" }),
  },
  (table) => [index("outages_began").on(table.beganAt)],
);
