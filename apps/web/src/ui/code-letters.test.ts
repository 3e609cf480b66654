import { expect, test } from "vitest";
import { isMisread, lettersOf } from "./code-letters.js";

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

test("[MT1] a code with a letter or digit that no code has is known to be misread, and any other is not", () => {
  expect(["K7P2QO", "K7P2Q0", "I7P2QX", "K71PQX"].map(isMisread)).toEqual([true, true, true, true]);
  expect(["23456789", "ABCDEFGHJKLMN", "PQRSTUVWXYZ", ""].map(isMisread)).toEqual([false, false, false, false]);
});
