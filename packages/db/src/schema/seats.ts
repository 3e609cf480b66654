import { index, integer, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { matches } from "./matches.js";

/** Who holds which seat. Changed only by the statement that appends the join or leave, and by `claimSeat`. */
export const seats = pgTable(
  "seats",
  {
    matchId: uuid("match_id")
      .notNull()
      .references(() => matches.matchId, { onDelete: "cascade" }),
    seat: smallint("seat").notNull(),
    playerId: text("player_id"),
    /** Counts sessions of the seat and never goes back, so an older session is always recognised as older. */
    sessionNo: integer("session_no").notNull(),
  },
  (table) => [
    primaryKey({ name: "seats_pk", columns: [table.matchId, table.seat] }),
    uniqueIndex("seats_player").on(table.matchId, table.playerId),
    index("seats_held_by").on(table.playerId),
  ],
);
