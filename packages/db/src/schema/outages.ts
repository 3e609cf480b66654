import { bigint, bigserial, index, pgTable, text } from "drizzle-orm/pg-core";

/** Stretches in which the server could not serve: what stopped clocks are made up for by. `endedAt` null: still on. */
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
