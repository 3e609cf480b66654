import type { FieldRange, Json, MoveForm } from "@holdfast/sdk";
import { expect, test } from "vitest";
import { draftProblem, fieldProblem, moved, moveOf, newDraft } from "./form-draft.js";

const form = (range: FieldRange): MoveForm => ({ move: { type: "x", seat: 1 }, fields: { value: range } });

test.each<[FieldRange, Json]>([
  [{ kind: "int", min: 40, max: 200 }, 40],
  [{ kind: "int", min: -3, max: 5 }, 0],
  [{ kind: "order", of: [3, 1, 2] }, [3, 1, 2]],
  [{ kind: "choose", of: ["a", "b"], min: 0, max: 1 }, []],
  [{ kind: "choose", of: ["a", "b"], min: 2, max: 2 }, ["a", "b"]],
  [{ kind: "text", maxLength: 40 }, ""],
  [{ kind: "patch", keys: ["a"] }, {}],
])("[MT14] a form of %j begins with %j", (range, value) => {
  expect(newDraft(form(range))).toEqual({ value });
});

test.each<[FieldRange, Json, string | null]>([
  [{ kind: "int", min: 40, max: 200 }, 40, null],
  [{ kind: "int", min: 40, max: 200 }, 200, null],
  [{ kind: "int", min: 40, max: 200 }, 39, "A whole number from 40 to 200."],
  [{ kind: "int", min: 40, max: 200 }, 201, "A whole number from 40 to 200."],
  [{ kind: "int", min: 40, max: 200 }, 50.5, "A whole number from 40 to 200."],
  [{ kind: "int", min: 40, max: 200 }, "50", "A whole number from 40 to 200."],
  [{ kind: "choose", of: [1, 2, 3], min: 1, max: 2 }, [], "Choose 1 to 2."],
  [{ kind: "choose", of: [1, 2, 3], min: 1, max: 2 }, [1, 2], null],
  [{ kind: "choose", of: [1, 2, 3], min: 1, max: 2 }, [1, 2, 3], "Choose 1 to 2."],
  [{ kind: "choose", of: [1, 2, 3], min: 2, max: 2 }, [1], "Choose 2."],
  [{ kind: "text", maxLength: 3 }, " ", "Write something."],
  [{ kind: "text", maxLength: 3 }, "abcd", "At most 3 characters."],
  [{ kind: "text", maxLength: 3 }, "abc", null],
  [{ kind: "patch", keys: ["a"] }, { a: " " }, "Change something."],
  [{ kind: "patch", keys: ["a"] }, { a: "1" }, null],
  [{ kind: "order", of: [1, 2] }, [2, 1], null],
])("[MT14] of %j the value %j is judged: %s", (range, value, problem) => {
  expect(fieldProblem(range, value)).toBe(problem);
  expect(draftProblem(form(range), { value })).toBe(problem);
});

test("[MT14] a filled form is the move with its fields, and a patch has only what was written", () => {
  expect(moveOf(form({ kind: "int", min: 1, max: 9 }), { value: 7 })).toEqual({ type: "x", seat: 1, value: 7 });
  const written = { a: "5", b: "true", c: "own", d: " ", e: "[1,2]" };
  expect(moveOf(form({ kind: "patch", keys: ["a"] }), { value: written })).toEqual({
    type: "x",
    seat: 1,
    value: { a: 5, b: true, c: "own", e: [1, 2] },
  });
});

test("[MT14] an item is moved to another place, and not beyond the ends", () => {
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], 1, 2)).toEqual(["a", "b"]);
});
