import { bigint, pgTable, text } from "drizzle-orm/pg-core";

/** People and bots that ever had a session. Times are epoch milliseconds, as everywhere in this schema. */
export const players = pgTable("players", {
  playerId: text("player_id").primaryKey(),
  name: text("name").notNull(),
  createdAt: bigint("created_at", { mode: "number" }).notNull(),
  updatedAt: bigint("updated_at", { mode: "number" }).notNull(),
});
