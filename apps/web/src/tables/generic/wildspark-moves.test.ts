import type { MoveJson } from "@holdfast/sdk";
import { expect, test } from "vitest";
import type { Plain } from "./json.js";
import { wildsparkMove } from "./wildspark-moves.js";

const creature = (...cards: readonly string[]) => ({
  stack: cards.map((card, at) => ({ iid: `${card}${at}`, card })),
  energy: [{ iid: "e1", card: "XE" }],
});
const view: Plain = {
  seats: [
    { active: creature("E1", "E2"), bench: [creature("E1"), creature("N1")] },
    { active: creature("G4"), bench: [creature("T1")] },
  ],
  you: {
    seat: 0,
    hand: [
      { iid: "h1", card: "XP" },
      { iid: "h2", card: "I4" },
      { iid: "h3", card: "A2" },
    ],
  },
};
const move = (type: string, rest: object) => ({ type, ...rest }) as MoveJson;

test.each([
  ["attack", { index: 0 }, "Ash Claw · 30"],
  ["attack", { index: 1, discard: ["e1"] }, "Backdraft · 60 · discards Ember Energy"],
  ["select-active", { bench: 1 }, "Gearwing (bench 2)"],
  ["retreat", { to: 0, discard: ["e1"] }, "Cindling (bench 1) · discards Ember Energy"],
  ["attach-energy", { card: "h1", target: "active" }, "Prism Energy on Furnacat (active)"],
  ["play-trainer", { card: "h2", target: 0 }, "Grapple on Dripkit (bench 1)"],
  ["use-ability", { source: "active", target: 1 }, "Furnacat (active) on Gearwing (bench 2)"],
])("[MT14] a move of Wildspark is told by the names on its cards: %s %j", (type, rest, words) => {
  expect(wildsparkMove(move(type, rest), view)).toBe(words);
});

test.each([
  ["attack", { index: 7 }],
  ["select-active", { bench: 5 }],
  ["retreat", { to: 0, discard: ["elsewhere"] }],
  ["play-trainer", { card: "h3" }],
  ["evolve", { card: "gone", target: 0 }],
  ["end-turn", {}],
])("[MT14] what is not on the table has no name: %s %j", (type, rest) => {
  expect(wildsparkMove(move(type, rest), view)).toBeUndefined();
});

test("[MT14] who only watches has no moves to name", () => {
  expect(wildsparkMove(move("attack", { index: 0 }), { ...(view as object), you: null } as Plain)).toBeUndefined();
  expect(wildsparkMove(move("attack", { index: 0 }), "…")).toBeUndefined();
});
