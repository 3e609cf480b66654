import { expect, test } from "vitest";
import { type Standing, standingOf } from "./held-against-log.js";

const HELD = { epoch: 2, version: 5, hash: "five" };

test.each<[string, Parameters<typeof standingOf>[1], Standing]>([
  ["the same", { ...HELD }, "level"],
  ["the log has gone on", { epoch: 2, version: 7, hash: "seven" }, "behind"],
  ["the same log is in a later epoch", { ...HELD, epoch: 3 }, "renamed"],
  ["the log has lost commits, and is in a later epoch", { epoch: 3, version: 4, hash: "four" }, "doubtful"],
  ["the log has gone on in a later epoch, with or without these", { epoch: 3, version: 9, hash: "nine" }, "doubtful"],
  ["the log ends earlier, and nobody has noticed", { epoch: 2, version: 4, hash: "four" }, "doubtful"],
  ["the log has something else there", { epoch: 2, version: 5, hash: "other" }, "doubtful"],
  ["the log has forgotten that it was in this epoch", { epoch: 1, version: 9, hash: "nine" }, "doubtful"],
  ["there is no such match", undefined, "doubtful"],
])("[SY8.1] what a node holds, held against the log: %s", (_, log, standing) => {
  expect(standingOf(HELD, log)).toBe(standing);
});
