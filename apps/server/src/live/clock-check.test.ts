import { expect, test } from "vitest";
import { ClockCheck } from "./clock-check.js";

/** A question that took so long, on a node that is ahead by so much. */
const asked = (aheadMs: number, tookMs = 2, at = 1_000_000) => ({
  sentAt: at + aheadMs - tookMs / 2,
  answeredAt: at + aheadMs + tookMs / 2,
  at,
});

test.each([
  ["right", 0, true],
  ["a little ahead", 99, true],
  ["a little behind", -99, true],
  ["far ahead", 103, false],
  ["far behind", -103, false],
])("[MT5.1] a clock that is %s is known as that", (_, aheadMs, isRight) => {
  const check = new ClockCheck(100);
  check.take(asked(aheadMs));
  expect([check.aheadMs, check.isRight]).toEqual([aheadMs, isRight]);
});

test("[MT5.1] what could be the way there and back is not held against a clock; the quickest answer counts", () => {
  const check = new ClockCheck(100);
  check.take(asked(400, 1_000));
  expect(check.isRight).toBe(true);
  check.take(asked(300, 10));
  expect([check.aheadMs, check.isRight]).toEqual([300, false]);
  check.take(asked(500, 1_000));
  expect([check.aheadMs, check.isRight]).toEqual([300, false]);
});

test("[MT5.1] a clock that is set is known by what it shows since", () => {
  const check = new ClockCheck(100);
  for (let i = 0; i < 5; i += 1) check.take(asked(1, 2));
  check.take(asked(2_000, 20));
  expect([check.aheadMs, check.isRight]).toEqual([2_000, false]);
  check.take(asked(3, 30));
  expect([check.aheadMs, check.isRight]).toEqual([3, true]);
});

test("[MT5.1] a clock that nobody doubts is right, and so is one that was not looked at yet", () => {
  const undoubted = new ClockCheck(0);
  undoubted.take(asked(600_000));
  expect([undoubted.isRight, new ClockCheck(100).isRight]).toEqual([true, true]);
});
