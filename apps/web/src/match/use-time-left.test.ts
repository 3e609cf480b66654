import { expect, test } from "vitest";
import { clockText, standsSince } from "./use-time-left.js";

test("[MT6] a clock reads in minutes and seconds, from an hour on with hours, and 0:00 only when time is up", () => {
  const second = 1_000;
  const minute = 60 * second;
  expect([0, 1, second, 42 * second, 59 * minute + 59 * second].map(clockText)).toEqual([
    "0:00",
    "0:01",
    "0:01",
    "0:42",
    "59:59",
  ]);
  expect([60 * minute, 90 * minute, 24 * 60 * minute - 4 * second].map(clockText)).toEqual([
    "1:00:00",
    "1:30:00",
    "23:59:56",
  ]);
});

test("[SY12] time that stands goes on standing where that began, and runs again from what the server says now", () => {
  expect(standsSince(null, false, 100)).toBeNull();
  const stoodAt = standsSince(null, true, 100);
  expect(stoodAt).toBe(100);
  expect(standsSince(stoodAt, true, 60_000)).toBe(100);
  expect(standsSince(stoodAt, false, 60_001)).toBeNull();
});
