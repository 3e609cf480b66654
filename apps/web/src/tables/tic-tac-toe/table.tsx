import type { GameTable } from "../game-table.js";
import { TicTacToeActions } from "./actions.js";
import { TicTacToeArt } from "./art.js";
import { TicTacToeBoard } from "./board.js";
import { eventWords } from "./event-words.js";
import { Mark } from "./mark.js";
import { statusLine } from "./status-line.js";

/** Tic-tac-toe as this client shows it. */
export const ticTacToeTable: GameTable<"tic-tac-toe"> = {
  id: "tic-tac-toe",
  title: "Tic-tac-toe",
  summary: "Three in a line wins. A minute a move.",
  // One game, and a draw is a draw: as people know it. A series would start the next game on a drawn board.
  options: { bestOf: 1, maxGames: 1 },
  players: "2 players",
  minutes: "2 min",
  Art: TicTacToeArt,
  Board: TicTacToeBoard,
  Actions: TicTacToeActions,
  statusLine,
  eventWords,
  seatSign: ({ view }, seat) => {
    const mark = view?.marks[seat];
    return mark === undefined ? null : <Mark mark={mark} still />;
  },
};
