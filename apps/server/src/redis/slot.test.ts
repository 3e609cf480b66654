import { expect, test } from "vitest";
import { slotOf } from "./slot.js";

test.each([
  // Published with the specification of the checksum, and in the specification of Redis Cluster.
  ["123456789", 12_739],
  ["", 0],
  ["foo", 12_182],
  ["{user1000}.following", 3_443],
  ["{user1000}.followers", 3_443],
  ["foo{{bar}}zap", slotOf("{bar")],
  ["foo{bar}{zap}", slotOf("bar")],
])("[DU6.2] the key %j is in slot %i", (key, slot) => {
  expect(slotOf(key)).toBe(slot);
});

test("[DU6.2] an empty tag is none: the whole key counts", () => {
  expect(slotOf("foo{}{bar}")).not.toBe(slotOf("bar"));
  expect(slotOf("foo{}{bar}")).not.toBe(slotOf(""));
});
