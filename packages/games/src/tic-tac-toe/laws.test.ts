import { gameLaws } from "@holdfast/engine";
import { expect, test } from "vitest";
import { ticTacToe } from "./rules.js";

const seed = "tic-tac-toe laws 1";
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
});

test.each(laws.map((law) => [law.name, law] as const))("[G0] tic-tac-toe, 10,000 positions: %s", (_name, law) => {
  expect(() => law.run()).not.toThrow();
});
