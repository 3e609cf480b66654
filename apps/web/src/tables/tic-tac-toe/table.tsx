import type { GameTable } from "../game-table.js";
import { TicTacToeActions } from "./actions.js";
import { TicTacToeBoard } from "./board.js";
import { eventWords } from "./event-words.js";
import { Mark } from "./mark.js";
import { statusLine } from "./status-line.js";

/** Tic-tac-toe as this client shows it. */
export const ticTacToeTable: GameTable<"tic-tac-toe"> = {
  id: "tic-tac-toe",
  title: "Tic-tac-toe",
  wide: false,
  Board: TicTacToeBoard,
  Actions: TicTacToeActions,
  statusLine,
  eventWords,
  seatSign: ({ view }, seat) => {
    const mark = view?.marks[seat];
    return mark === undefined ? null : <Mark mark={mark} still />;
  },
};
