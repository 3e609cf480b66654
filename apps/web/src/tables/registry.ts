import type { GameId } from "@holdfast/sdk";
import type { GameTable } from "./game-table.js";
import { ticTacToeTable } from "./tic-tac-toe/table.js";

/** Every game this client has a table for, in the order in which the home page shows them. */
export const TABLES: readonly GameTable[] = [erased(ticTacToeTable)];

/** A table is only ever given what comes from matches of its own game: it is found by that game's id. */
function erased<G extends GameId>(table: GameTable<G>): GameTable {
  return table as unknown as GameTable;
}

/** The table of a game; null when this client cannot show it. */
export function tableOf(game: string): GameTable | null {
  return TABLES.find((table) => table.id === game) ?? null;
}
