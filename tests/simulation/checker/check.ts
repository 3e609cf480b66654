/**
 * Is this history one that the promises allow? Pure, and O(n log n): versions expose the order in which things
 * happened, so nothing has to be searched for. The rules are those of the design's test plan, by their names there.
 */
import { checkAnswers } from "./answers.js";
import { checkEnding } from "./ending.js";
import { checkFrames } from "./frames.js";
import { checkGaps } from "./gaps.js";
import type { History, Violation } from "./history.js";
import { readLogs } from "./logs.js";
import { checkOrder } from "./order.js";
import { checkClocks } from "./clocks.js";

/** Every rule that is broken, with what breaks it; nothing for a history that is right. */
export function check(history: History): readonly Violation[] {
  const { matches, violations } = readLogs(history);
  return [
    ...history.alarms.map((what) => ({ rule: "alarm", what })),
    ...violations,
    ...checkAnswers(history, matches),
    ...checkOrder(history, matches),
    ...checkFrames(history, matches),
    ...checkGaps(history),
    ...checkClocks(history, matches),
    ...checkEnding(history, matches),
  ];
}
