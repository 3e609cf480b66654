/** What each cell shows: the confirmed board, and on it the one move that is still on its way. */
import { legalTicTacToe, type TicTacToeMark } from "@holdfast/games/tic-tac-toe";
import type { Snapshot } from "@holdfast/sdk";
import type { Moves } from "../../match/use-moves.js";

export interface CellLook {
  readonly mark: TicTacToeMark | null;
  readonly owner: number | null;
  /** My mark on its way to the server. */
  readonly pending: TicTacToeMark | null;
  readonly slow: boolean;
  /** I may mark this cell now; the mark it would get. */
  readonly open: TicTacToeMark | null;
  readonly last: boolean;
  readonly won: boolean;
  /** A move here was just refused. */
  readonly refused: boolean;
}
export interface BoardPicture {
  readonly cells: readonly CellLook[];
  readonly blank: CellLook;
  readonly winLine: readonly number[] | null;
}

const BLANK: CellLook = {
  mark: null,
  owner: null,
  pending: null,
  slow: false,
  open: null,
  last: false,
  won: false,
  refused: false,
};
const EMPTY: BoardPicture = { cells: Array.from({ length: 9 }, () => BLANK), blank: BLANK, winLine: null };

/** The board to draw; empty while there is no state. */
export function boardPicture(snapshot: Snapshot<"tic-tac-toe"> | null, moves: Moves | null): BoardPicture {
  const view = snapshot?.view ?? null;
  if (snapshot === null || view === null) return EMPTY;
  const mine = view.you?.mark ?? null;
  const open = moves === null || moves.pending !== null ? new Set<number>() : openCells(snapshot);
  const pending = cellIn(moves?.pending?.move);
  const refused = cellIn(moves?.refused?.move);
  const cells = view.board.map(
    (mark, cell): CellLook => ({
      mark,
      owner: mark === null ? null : view.marks.indexOf(mark),
      pending: pending === cell && mark === null ? mine : null,
      slow: pending === cell && (moves?.slow ?? false),
      open: open.has(cell) ? mine : null,
      last: view.lastMove?.cell === cell && view.winLine === null,
      won: view.winLines.some((line) => line.includes(cell)),
      refused: refused === cell,
    }),
  );
  return { cells, blank: BLANK, winLine: view.winLine };
}

function openCells({ view, you }: Snapshot<"tic-tac-toe">): ReadonlySet<number> {
  const cells = new Set<number>();
  if (view === null) return cells;
  for (const move of legalTicTacToe(view, { seat: you.seat, host: false })) {
    const cell = cellIn(move);
    if (cell !== null) cells.add(cell);
  }
  return cells;
}

function cellIn(move: object | null | undefined): number | null {
  return move != null && "cell" in move && typeof move.cell === "number" ? move.cell : null;
}
