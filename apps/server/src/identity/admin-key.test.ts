import { expect, test } from "vitest";
import { AdminKey } from "./admin-key.js";

test("[MT2.1] the administrators' secret is the whole of it, neither a part nor more nor another", () => {
  const key = new AdminKey("a secret of more than thirty-two characters");
  expect(key.isSet).toBe(true);
  expect(key.fits("a secret of more than thirty-two characters")).toBe(true);
  for (const guess of [
    "",
    "a secret",
    "a secret of more than thirty-two characters.",
    "A secret of more than thirty-two characters",
  ]) {
    expect(key.fits(guess)).toBe(false);
  }
});

test("[MT2.1] without a secret nobody is an administrator, not even with an empty one", () => {
  const key = new AdminKey("");
  expect(key.isSet).toBe(false);
  expect(key.fits("")).toBe(false);
});
