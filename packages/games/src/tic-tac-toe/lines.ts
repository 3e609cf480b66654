/** The board's geometry: what a line is, and who owns one. */
import type { TicTacToeCell } from "./types.js";

export type Board = readonly TicTacToeCell[];

/** The eight lines in the order in which a double win names its first: rows, columns, diagonals. */
export const LINES = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
  [0, 3, 6],
  [1, 4, 7],
  [2, 5, 8],
  [0, 4, 8],
  [2, 4, 6],
] as const;

export const EMPTY_BOARD: Board = [null, null, null, null, null, null, null, null, null];

/** The lines held by one mark; two at once when one move completed both. */
export function ownedLines(board: Board): readonly (readonly number[])[] {
  return LINES.filter(([a, b, c]) => {
    const mark = board[a];
    return mark !== null && mark === board[b] && mark === board[c];
  });
}

/** The empty cells, ascending. */
export function emptyCells(board: Board): number[] {
  const empty: number[] = [];
  for (let cell = 0; cell < board.length; cell++) if (board[cell] === null) empty.push(cell);
  return empty;
}

/** A cell in words, for labels and screen readers: `row 1, column 3`. */
export function cellName(cell: number): string {
  return `row ${Math.floor(cell / 3) + 1}, column ${(cell % 3) + 1}`;
}
