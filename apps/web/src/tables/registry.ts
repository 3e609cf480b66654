import type { GameId } from "@holdfast/sdk";
import type { GameTable } from "./game-table.js";
import { genericTable } from "./generic/table.js";
import { ticTacToeTable } from "./tic-tac-toe/table.js";

/** The games that have a table of their own. */
const TABLES = new Map<string, GameTable>([[ticTacToeTable.id, erased(ticTacToeTable)]]);

/** A table is only ever given what comes from matches of its own game: it is found by that game's id. */
function erased<G extends GameId>(table: GameTable<G>): GameTable {
  return table as unknown as GameTable;
}

/** The table of a game: its own, or the one that shows any game. The same for the same game. */
export function tableOf(game: string): GameTable {
  const known = TABLES.get(game);
  if (known !== undefined) return known;
  const table = genericTable(game);
  TABLES.set(game, table);
  return table;
}
