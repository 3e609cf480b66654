import { gameLaws } from "@holdfast/engine";
import { expect, test } from "vitest";
import { ticTacToe } from "./rules.js";
import type { Move } from "./state.js";

const seed = "tic-tac-toe laws 1";
/** Every well-formed move, so that one which is wrongly never listed is missed. */
const EVERY_MOVE: readonly Move[] = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((cell): Move => ({ type: "move", cell })),
  { type: "resign" },
  { type: "offer-draw" },
  { type: "answer-draw", accept: true },
  { type: "answer-draw", accept: false },
  { type: "resume" },
  ...[null, 0, 1].map((winner): Move => ({ type: "adjudicate", winner })),
];

const laws = gameLaws(ticTacToe, {
  seed,
  cases: 10_000,
  options: [
    {},
    { bestOf: 3, firstSeat: "random", onTimeout: "random-move", onGraceExpired: "forfeit" },
    { bestOf: 5, betweenMs: 2_000, alternate: false, onTimeout: "pause" },
    { maxGames: 1, turnMs: 0, firstSeat: 1 },
  ],
  rarely: ["resign", "adjudicate"],
  otherMoves: EVERY_MOVE,
});

/** Ten thousand positions take seconds, more on a busy machine. */
const PATIENCE_MS = 120_000;

test.each(laws.map((law) => [law.name, law] as const))(
  "[G0] tic-tac-toe, 10,000 positions: %s",
  (_name, law) => {
    expect(() => law.run()).not.toThrow();
  },
  PATIENCE_MS,
);
