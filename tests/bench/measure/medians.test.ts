import { expect, test } from "vitest";
import { median, percentile, ratioToFloor, spreadOf } from "./medians.js";

test("[BENCH] the median is the middle value, or the mean of the two in the middle", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 1, 2, 4])).toBe(3);
  expect(() => median([])).toThrow("no median");
});

test("[BENCH] numbers are ordered as numbers, not as text", () => {
  expect(median([100, 20, 3])).toBe(20);
  expect(percentile([100, 20, 3], 0.01)).toBe(3);
});

test("[BENCH] a spread keeps the smallest and the largest round", () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
});

test("[BENCH] a percentile is the nearest rank at or above its share", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 1)).toBe(100);
  expect(percentile([7], 0)).toBe(7);
  expect(percentile([], 0.5)).toBeNull();
});

test("[BENCH] a ratio compares values of the same round, so a round that was slow for both does not count", () => {
  expect(ratioToFloor([20, 200, 22], [10, 100, 10])).toEqual({ median: 2, min: 2, max: 2.2 });
});

test("[BENCH] rounds in which one of the two was not measured are left out of the ratio", () => {
  expect(ratioToFloor([20, null, 40], [10, 10, null])).toEqual({ median: 2, min: 2, max: 2 });
  expect(ratioToFloor([20], [0])).toBeNull();
  expect(ratioToFloor([null], [10])).toBeNull();
});
