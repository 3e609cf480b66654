/** Every legal move of one actor; works on a view as well as on the state. */
import { emptyCells } from "./lines.js";
import type { TicTacToeMove, TicTacToeView } from "./types.js";

export type Position = Pick<TicTacToeView, "phase" | "board" | "toMove" | "drawOffer">;
type Listed = Exclude<TicTacToeMove, { readonly row: number }>;

/** What this seat, or this host, may do now; a cell is offered as a number only, row and column are its other name. */
export function legalTicTacToe(position: Position, actor: { seat: number | null; host: boolean }): readonly Listed[] {
  if (position.phase === "over") return [];
  const host = actor.host && position.phase === "paused" ? HOST_MOVES : [];
  return actor.seat === null ? host : [...seatMoves(position, actor.seat), ...host];
}

const RESIGN: Listed = { type: "resign" };
const HOST_MOVES: readonly Listed[] = [
  { type: "resume" },
  { type: "adjudicate", winner: null },
  { type: "adjudicate", winner: 0 },
  { type: "adjudicate", winner: 1 },
];

function seatMoves(position: Position, seat: number): readonly Listed[] {
  if (position.phase !== "playing") return [RESIGN];
  const cells = position.toMove === seat ? emptyCells(position.board) : [];
  return [...cells.map((cell): Listed => ({ type: "move", cell })), ...drawMoves(position, seat), RESIGN];
}

function drawMoves({ drawOffer }: Position, seat: number): readonly Listed[] {
  if (drawOffer === null) return [{ type: "offer-draw" }];
  if (drawOffer === seat) return [];
  return [
    { type: "answer-draw", accept: true },
    { type: "answer-draw", accept: false },
  ];
}
