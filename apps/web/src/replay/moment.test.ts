import type { PastView, Snapshot } from "@holdfast/sdk";
import { expect, test } from "vitest";
import { firstMissing, momentOf, versionIn } from "./moment.js";

const past = (version: number): PastView => ({
  version,
  at: 5,
  seat: 1,
  events: [],
  kind: "move",
  status: "playing",
  view: { n: version },
  toMove: [1],
  outcome: null,
});

test("[MT9.2] a moment of the past is a snapshot without clocks, pauses or anybody's absence", () => {
  const now = {
    version: 9,
    status: "finished",
    outcome: { winners: [0] },
    pause: { reason: "x", since: 1 },
    timing: { seats: [0] },
    deadline: 77,
    seats: [{ seat: 0, name: "Anna", presence: "gone", graceEndsAt: 7 }],
    you: { role: "player", seat: 0 },
  } as unknown as Snapshot;
  const moment = momentOf(now, past(4), 1);
  expect(moment).toMatchObject({
    version: 4,
    status: "playing",
    outcome: null,
    deadline: null,
    toMove: [1],
    view: { n: 4 },
  });
  expect(moment).toMatchObject({ you: { role: "player", seat: 1 }, seats: [{ presence: "here", graceEndsAt: null }] });
  expect([moment.pause, moment.timing]).toEqual([undefined, undefined]);
  expect(momentOf(now, past(4), null).you).toEqual({ role: "observer", seat: null });
});

test("[MT9.2] what is missing is looked for from where one is, and not beyond the end", () => {
  const views = new Map([1, 2, 3, 5].map((version) => [version, past(version)]));
  expect(firstMissing(views, { from: 1, ahead: 10, newest: 9 })).toBe(4);
  expect(firstMissing(views, { from: 1, ahead: 2, newest: 9 })).toBe(null);
  expect(firstMissing(views, { from: 5, ahead: 10, newest: 5 })).toBe(null);
  expect(firstMissing(views, { from: 6, ahead: 10, newest: 9 })).toBe(6);
});

test("[MT9.2] an address may name a version", () => {
  expect(["?v=12", "?v=0", "?v=x", ""].map(versionIn)).toEqual([12, null, null, null]);
});
