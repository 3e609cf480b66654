import type { GameTable } from "./game-table.js";
import { ticTacToeTable } from "./tic-tac-toe/table.js";

/** Every game this client has a table for, in the order in which the home page shows them. */
export const TABLES: readonly GameTable[] = [ticTacToeTable];

/** The table of a game; null when this client cannot show it. */
export function tableOf(game: string): GameTable | null {
  return TABLES.find((table) => table.id === game) ?? null;
}
