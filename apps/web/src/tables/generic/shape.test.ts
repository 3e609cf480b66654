import { expect, test } from "vitest";
import { namesOf } from "../../match/seat-names.js";
import { type Plain, shallow } from "./json.js";
import { sectionsOf, shapeOf, tonesOf } from "./shape.js";
import { termsOf } from "./terms.js";

const seat = (at: number, name: string) => ({ seat: at, name, playerId: name, presence: "here", graceEndsAt: null });
const names = namesOf({ seats: [seat(0, "Anna"), seat(1, "Bo")] as never, you: { role: "player", seat: 0 } });
const terms = termsOf({ names, vocabulary: {} });

test.each<[string, string, Plain]>([
  ["line", "pot", 7],
  ["line", "high", { seat: 1, bid: 70 }],
  ["line", "board", []],
  ["chips", "board", ["Ah", "Kd", "2c"]],
  ["chips", "trick", [{ card: "Ah" }, { card: "Kd" }]],
  ["seats", "points", [3, 9]],
  ["list", "points3", [{ a: 1, b: 2, c: 3, d: 4 }]],
  ["chips", "dice", [3, 9]],
  [
    "seats",
    "players",
    [
      { stack: 1, cards: [] },
      { stack: 2, cards: [] },
    ],
  ],
  [
    "grid",
    "board",
    [
      [null, "X"],
      ["O", null],
    ],
  ],
  ["list", "log", [[1, 2], [1, 2, 3], { a: [1], b: 2, c: 3, d: 4 }]],
  ["fields", "clock", { base: [1, 2], runningFor: 1 }],
])("[MT14] a %s is what %s is laid out as: %j", (kind, key, value) => {
  expect(shapeOf(value, key, terms).kind).toBe(kind);
});

test("[MT14] what is one's own comes first, then facts, then what needs room, and the settings last", () => {
  const view = {
    settings: { a: 1 },
    phase: "bid",
    points: [3, 9],
    hands: [["Ah"], []],
    forced: [{ seat: 0, kind: "x" }],
    tricks: [[1], [{ a: { b: [1] } }]],
    you: { seat: 0, hand: ["Ah"], placed: null },
  };
  const { own, facts, bySeat, parts, setup } = sectionsOf(view, terms, new Set(["forced"]));
  const keys = (entries: typeof own) => entries.map(([key]) => key);
  expect([own, facts, parts, setup].map(keys)).toEqual([["hand"], ["phase"], ["hands", "tricks"], ["settings"]]);
  expect(bySeat).toEqual([["points", [3, 9]]]);
});

test("[MT14] what lies too deep to be read is left out, however deep it is", () => {
  let deep: Plain = 7;
  for (let level = 0; level < 50_000; level += 1) deep = [deep];
  expect(JSON.stringify(shallow({ a: 1, deep })).length).toBeLessThan(60);
  expect(shallow({ a: [{ b: null }], c: "d" })).toEqual({ a: [{ b: null }], c: "d" });
});

test("[MT14] columns that grow from the bottom stand beside each other", () => {
  const shape = shapeOf([[0, 1, 0], [], [1]], "columns", terms);
  expect(shape).toEqual({
    kind: "grid",
    rows: [
      [0, null, null],
      [1, null, null],
      [0, null, 1],
    ],
  });
});

test("[MT14] the things on a board have colours, the same for the same, and none when there are many kinds", () => {
  expect([
    ...tonesOf([
      [null, 1],
      [0, 1],
    ]),
  ]).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect(
    tonesOf([
      [1, 2, 3],
      [4, 5, 6],
    ]).size,
  ).toBe(0);
});
