import { expect, test } from "vitest";
import { refusePoison } from "./trpc.js";

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

test.each([
  [
    { move: { type: "a\u0000b" } },
    "The field move.type has a NUL character in it, which cannot be stored: leave it out.",
  ],
  [{ name: "\ud800" }, "The field name has half a character in it, which cannot be stored: send whole characters."],
  [{ basedOn: 2 ** 60 }, "The field basedOn is a number that is not exact: send one of at most 9007199254740991."],
  [{ cells: [1, Number.NaN] }, "The field cells.1 is no finite number: send one that is."],
  [{ move: nested(16) }, "The field move.a.a.a is nested in more than 16 levels: send it with fewer."],
  [
    { move: JSON.parse('{"__proto__":1}') },
    "The field move has a key that is not allowed (__proto__, constructor or prototype): leave it out.",
  ],
  ["a\u0000", "What was sent has a NUL character in it, which cannot be stored: leave it out."],
])("[SY6] %j is refused with where it is and what to do", (raw, sentence) => {
  expect(() => refusePoison(raw)).toThrow(sentence);
});
