import { bigint, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";

/** History: written by the statement that appends a match's last commit, kept when the match itself is cleaned up. */
export const matchResults = pgTable(
  "match_results",
  {
    matchId: uuid("match_id").primaryKey(),
    gameId: text("game_id").notNull(),
    outcome: text("outcome").notNull(),
    /** JSON: seat, player id and the name the player had at the end. */
    players: text("players").notNull(),
    version: integer("version").notNull(),
    startedAt: bigint("started_at", { mode: "number" }).notNull(),
    endedAt: bigint("ended_at", { mode: "number" }).notNull(),
  },
  (table) => [index("match_results_ended").on(table.endedAt)],
);
