import { expect, test } from "vitest";
import { findPoison } from "./poison.js";

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

test.each([
  ["nul_character", { text: "a\u0000b" }],
  ["nul_character", { "a\u0000": 1 }],
  ["lone_surrogate", ["\ud800"]],
  ["lone_surrogate", "\udc00x"],
  ["not_finite", { n: Number.POSITIVE_INFINITY }],
  ["not_finite", Number.NaN],
  ["unsafe_number", 2 ** 53],
  ["forbidden_key", JSON.parse('{"a":{"__proto__":{"admin":true}}}')],
  ["forbidden_key", { constructor: {} }],
  ["too_deep", nested(17)],
  ["not_json", undefined],
  ["not_json", { d: new Date(0) }],
])("[SY6] poison is named %s: %j", (reason, value) => {
  expect(findPoison(value)).toBe(reason);
});

test.each([[null], [true], ["😀 \ud83d\ude00"], [{ a: [1.5, -3, "x"] }], [nested(16)], [Number.MAX_SAFE_INTEGER]])(
  "[SY6] sound JSON has no poison: %j",
  (value) => {
    expect(findPoison(value)).toBeNull();
  },
);
