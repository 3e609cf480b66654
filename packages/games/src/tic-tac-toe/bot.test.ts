import { expect, test } from "vitest";
import { bestCells } from "./bot.js";
import { type Board, EMPTY_BOARD, emptyCells, ownedLines } from "./lines.js";
import type { TicTacToeMark } from "./types.js";

/** How all games end that this mark's player can play, whatever it chooses of its best cells and whatever the other does. */
function endings(own: TicTacToeMark, cellsOfOther: (board: Board, mark: TicTacToeMark) => readonly number[]) {
  const count = { won: 0, drawn: 0, lost: 0 };
  const play = (board: Board, mark: TicTacToeMark): void => {
    for (const cell of mark === own ? bestCells(board, mark) : cellsOfOther(board, mark)) {
      const next = board.with(cell, mark);
      if (ownedLines(next).length > 0) count[mark === own ? "won" : "lost"] += 1;
      else if (emptyCells(next).length === 0) count.drawn += 1;
      else play(next, mark === "X" ? "O" : "X");
    }
  };
  play(EMPTY_BOARD, "X");
  return count;
}

test.each(["X", "O"] as const)(
  "[MT13] the bot for tic-tac-toe never loses as %s, in the whole tree of games",
  (own) => {
    const { won, drawn, lost } = endings(own, emptyCells);
    expect(lost).toBe(0);
    expect(won).toBeGreaterThan(100);
    expect(drawn).toBeGreaterThan(0);
  },
);

test("[MT13] against itself it always draws, and it wins at once what can be won at once", () => {
  expect(endings("X", bestCells)).toMatchObject({ won: 0, lost: 0 });
  expect(bestCells(["X", "X", null, "O", "O", null, null, null, null], "X")).toEqual([2]);
  expect(bestCells(["X", "X", null, "O", null, null, null, null, null], "O")).toEqual([2]);
});

test("[MT13] the same tree with a player who takes the first empty cell has games that are lost", () => {
  let lost = 0;
  const play = (board: Board, mark: TicTacToeMark): void => {
    for (const cell of mark === "X" ? emptyCells(board).slice(0, 1) : emptyCells(board)) {
      const next = board.with(cell, mark);
      if (ownedLines(next).length > 0) lost += mark === "O" ? 1 : 0;
      else if (emptyCells(next).length > 0) play(next, mark === "X" ? "O" : "X");
    }
  };
  play(EMPTY_BOARD, "X");
  expect(lost).toBeGreaterThan(0);
});
