import { describe, expect, test } from "vitest";
import type { MoveForm } from "../game.js";
import { endsOf, fits, justOutside } from "./forms.js";

const BID: MoveForm = { move: { type: "bid", suit: "cups" }, fields: { amount: { kind: "int", min: 2, max: 9 } } };
const HAND: MoveForm = { move: { type: "reorder" }, fields: { hand: { kind: "order", of: [7, 3, 3] } } };
const NAME: MoveForm = { move: { type: "name" }, fields: { name: { kind: "text", maxLength: 3 } } };
const PICK: MoveForm = {
  move: { type: "pick" },
  fields: { from: { kind: "choose", of: ["x", "y", "z"], min: 1, max: 2 } },
};
const legal = { all: [], forms: [BID, HAND, NAME, PICK] };

describe("forms of moves", () => {
  test("[MT8] both ends of every form are of that form", () => {
    expect(endsOf(legal)).toEqual([
      { type: "bid", suit: "cups", amount: 2 },
      { type: "bid", suit: "cups", amount: 9 },
      { type: "reorder", hand: [7, 3, 3] },
      { type: "reorder", hand: [3, 3, 7] },
      { type: "pick", from: ["x"] },
      { type: "pick", from: ["y", "x"] },
    ]);
    for (const move of endsOf(legal)) expect(legal.forms.some((form) => fits(form, move))).toBe(true);
  });

  test("[MT8] what is just outside of a form is of none", () => {
    const outside = justOutside(legal);
    expect(outside).toHaveLength(8);
    for (const move of outside) expect(legal.forms.some((form) => fits(form, move))).toBe(false);
  });

  test.each([
    ["another fixed part", { type: "bid", suit: "swords", amount: 3 }],
    ["a field more", { type: "bid", suit: "cups", amount: 3, more: 1 }],
    ["a field less", { type: "bid", suit: "cups" }],
    ["no whole number", { type: "bid", suit: "cups", amount: 2.5 }],
    ["one thing chosen twice", { type: "pick", from: ["x", "x"] }],
    ["other things to order", { type: "reorder", hand: [7, 7, 3] }],
  ])("[MT8] %s does not fit", (_what, move) => {
    expect(legal.forms.some((form) => fits(form, move))).toBe(false);
  });
});
