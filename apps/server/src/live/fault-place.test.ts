import { expect, test } from "vitest";
import { faultPlace } from "./fault-place.js";

class DeckFault extends RangeError {}

test("[OP1] of a fault in the rules its class and its places are logged, and nothing of its message", () => {
  const words = faultPlace(new DeckFault("the king of cups\n    at the top of the deck\n is next"));
  expect(words).toMatch(/^DeckFault at .*fault-place\.test\.ts/);
  expect(words).not.toMatch(/king|deck\b|next/);
});

test("[OP1] the probe sees the message where the whole fault is told", () => {
  expect(String(new DeckFault("the king of cups"))).toMatch(/king/);
});

test("[OP1] what is no error, or has a stack of its own making, is named by its kind alone", () => {
  expect(faultPlace("the king of cups")).toBe("string");
  expect(faultPlace({ king: "cups" })).toBe("object");
  const odd = Object.assign(new Error("x"), { message: "the king", stack: "of cups" });
  expect(faultPlace(odd)).toBe("Error");
});
