import { vocabularyOf } from "./vocabulary.js";
import { titleOf } from "../catalog.js";
import type { GameTable } from "../game-table.js";
import { GenericBoard } from "./board.js";
import { eventLine } from "./event-words.js";
import type { Plain } from "./json.js";
import { MovesPanel } from "./moves-panel.js";
import { statusLine } from "./status-line.js";

/** The table of a game that has none of its own: its view made readable, its legal moves as buttons and forms. */
export function genericTable(game: string): GameTable {
  const vocabulary = vocabularyOf(game);
  return {
    // Whatever the server calls it: this table asks nothing of the game.
    id: game as GameTable["id"],
    title: titleOf(game),
    wide: true,
    Board: GenericBoard,
    Actions: MovesPanel,
    statusLine,
    eventWords: (event, names) => eventLine(event as unknown as Plain, names, vocabulary),
    seatSign: () => null,
  };
}
