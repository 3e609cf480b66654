import { describe, expect, test } from "vitest";
import { optionForm, withChoice } from "./option-fields.js";

const formOf = (properties: object) => optionForm({ type: "object", properties } as never);
const only = (property: object, key = "x") => formOf({ [key]: property }).fields[0];

describe("the options of a game as fields", () => {
  test.each<[string, object, object]>([
    [
      "a choice",
      { type: "string", enum: ["cash", "sng"], default: "sng" },
      { kind: "choice", values: ["cash", "sng"], fallback: "sng" },
    ],
    ["yes or no", { type: "boolean", default: true }, { kind: "choice", values: [true, false], fallback: true }],
    [
      "yes or no, whatever is usual",
      { type: "boolean" },
      { kind: "choice", values: [true, false], fallback: undefined },
    ],
    [
      "one of several values",
      { anyOf: [{ const: 0 }, { const: 1 }, { const: "random" }], default: 0 },
      { kind: "choice", values: [0, 1, "random"], fallback: 0 },
    ],
    ["a number", { type: "integer", minimum: 1, maximum: 9, default: 1 }, { kind: "number", min: 1, max: 9, scale: 1 }],
    [
      "a number without end",
      { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      { min: 1, max: undefined },
    ],
    [
      "nothing, or a number",
      {
        anyOf: [
          { type: "number", const: 0 },
          { type: "integer", minimum: 5_000, maximum: 600_000 },
        ],
      },
      { kind: "number", min: 0, max: 600_000 },
    ],
  ])("[MT14] know %s", (_what, property, field) => {
    expect(only(property)).toMatchObject(field);
  });

  test("[MT14] count a duration in seconds", () => {
    expect(only({ type: "integer", minimum: 0 }, "turnMs")).toMatchObject({ key: "turnMs", scale: 1_000 });
    expect(only({ type: "integer", minimum: 0 }, "items")).toMatchObject({ scale: 1 });
  });

  test("[MT14] leave to JSON what no field can hold, by name", () => {
    const form = formOf({
      levels: { type: "array", items: {} },
      rake: { type: "object", properties: {} },
      either: { anyOf: [{ type: "integer" }, { type: "array" }] },
      prizes: { type: "integer" },
    });
    expect(form).toMatchObject({ fields: [{ key: "prizes" }], others: ["levels", "rake", "either"] });
  });

  test("[MT14] are none where the game cannot tell, or says what is no schema", () => {
    for (const schema of [null, [], "x", {}, { properties: 7 }, { properties: { a: null } }]) {
      expect(optionForm(schema as never).fields).toEqual([]);
    }
  });

  test("[MT14] what is chosen replaces what was, and what is left as usual is not sent", () => {
    expect(withChoice({ a: 1, b: 2 }, "a", 3)).toEqual({ a: 3, b: 2 });
    expect(withChoice({ a: 1, b: 2 }, "a", undefined)).toEqual({ b: 2 });
    expect(withChoice({}, "flag", false)).toEqual({ flag: false });
  });
});
