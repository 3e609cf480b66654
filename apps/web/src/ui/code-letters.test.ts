import { expect, test } from "vitest";
import { lettersOf } from "./code-letters.js";

test.each([
  ["K7P2QX", "K7P2QX"],
  [" k7p-2qx ", "K7P2QX"],
  ["https://play.example/j/k7p2qx", "K7P2QX"],
  ["https://play.example/j/K7P2QX?from=chat#x", "K7P2QX"],
  ["k7\n", "K7"],
  ["–…!", ""],
])("[MT1] the letters of a code are found in %j", (typed, letters) => {
  expect(lettersOf(typed)).toBe(letters);
});
