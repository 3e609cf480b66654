/** A perfect player: it wins what can be won, and never loses. */
import type { BotAsked } from "@holdfast/engine";
import { type Board, emptyCells, ownedLines } from "./lines.js";
import type { Move } from "./state.js";
import type { TicTacToeMark, TicTacToeView } from "./types.js";

/** One of the best moves, and an answer to a draw offer; null when there is nothing to do. */
export function bot({ seat, view, legal, chance }: BotAsked<TicTacToeView, Move>): Move | null {
  const mark = view.marks[seat];
  if (mark === undefined || view.phase !== "playing") return null;
  if (legal.all.some(({ type }) => type === "answer-draw")) {
    return { type: "answer-draw", accept: valueFor(view.board, mark, view.toMove === seat) <= 0 };
  }
  if (view.toMove !== seat) return null;
  const cells = bestCells(view.board, mark);
  return { type: "move", cell: cells[chance.int(cells.length, "bot")] ?? 0 };
}

/** The cells that are as good as any for this mark, which is to move. */
export function bestCells(board: Board, mark: TicTacToeMark): readonly number[] {
  const values = emptyCells(board).map((cell) => ({ cell, value: valueWith(board, mark, cell) }));
  const best = Math.max(...values.map(({ value }) => value));
  return values.filter(({ value }) => value === best).map(({ cell }) => cell);
}

/** Of positions met before, by board: the mover follows from it. */
const known = new Map<string, number>();

/** What the board is worth to whoever is to move: above nothing won, and more the sooner; below nothing lost. */
function worth(board: Board, mark: TicTacToeMark): number {
  const key = `${mark}${board.map((cell) => cell ?? "-").join("")}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const cells = emptyCells(board);
  const value = cells.length === 0 ? 0 : Math.max(...cells.map((cell) => valueWith(board, mark, cell)));
  known.set(key, value);
  return value;
}

function valueWith(board: Board, mark: TicTacToeMark, cell: number): number {
  const next = board.with(cell, mark);
  if (ownedLines(next).length > 0) return emptyCells(next).length + 1;
  return -worth(next, otherThan(mark));
}

function valueFor(board: Board, mark: TicTacToeMark, isMover: boolean): number {
  return isMover ? worth(board, mark) : -worth(board, otherThan(mark));
}

function otherThan(mark: TicTacToeMark): TicTacToeMark {
  return mark === "X" ? "O" : "X";
}
