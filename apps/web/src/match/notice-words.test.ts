import type { Notice } from "@holdfast/sdk";
import { expect, test } from "vitest";
import { noticeWords } from "./notice-words.js";

test.each([
  ["An administrator paused the match: The hall is on fire.", { kind: "pause" }],
  ["An administrator let the match go on: The hall is on fire.", { kind: "resume" }],
  ["An administrator decided the match: The hall is on fire.", { kind: "resolve" }],
  ["An administrator called the match off: The hall is on fire.", { kind: "abort" }],
  ["An administrator took the match back to step 7: The hall is on fire.", { kind: "rollback", to: 7 }],
  ["The server paused the match: The hall is on fire.", { kind: "pause", by: "system" }],
] as const)("[MT10] people read who did what to their match, and why: %s", (words, notice) => {
  expect(noticeWords({ by: "admin", reason: "The hall is on fire.", ...notice } as Notice)).toBe(words);
});
