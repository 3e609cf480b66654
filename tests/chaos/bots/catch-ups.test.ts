import type { StateFrame } from "@holdfast/protocol";
import { requestFrame } from "../../../packages/sdk/src/wire.js";
import { expect, test } from "vitest";
import { CatchUps } from "./catch-ups.js";

const state = (events: number) => ({ kind: "state", events: Array.from({ length: events }) }) as unknown as StateFrame;
const answerTo = (id: number) => `{"id":${id},"result":{"type":"data","data":{}}}`;

test("[SY7] a question for a match's state is timed to its first answer, and what came with it is counted", () => {
  let now = 100;
  const catchUps = new CatchUps(() => now);
  catchUps.lost();
  catchUps.sent(requestFrame(7, "subscription", { path: "match.state", input: { matchId: "m" } }));
  catchUps.sent(requestFrame(8, "mutation", { path: "match.resume", input: { matchId: "m" } }));
  now = 130;
  expect(catchUps.received(answerTo(8), state(3))).toEqual({ by: "resume", tookMs: 30, missed: 3 });
  now = 140;
  expect(catchUps.received(answerTo(7), state(0))).toEqual({ by: "subscription", tookMs: 40, missed: 0 });
  // What comes later on the same subscription is news, not an answer.
  expect(catchUps.received(answerTo(7), state(1))).toBeNull();
});

test("[SY7] other questions, those whose connection was lost, and the first of one who was never away, are not timed", () => {
  const catchUps = new CatchUps(() => 0);
  catchUps.sent(requestFrame(3, "subscription", { path: "match.state", input: { matchId: "m" } }));
  expect(catchUps.received(answerTo(3), state(1))).toBeNull();
  catchUps.sent(requestFrame(1, "mutation", { path: "match.move", input: { matchId: "m" } }));
  expect(catchUps.received(answerTo(1), state(1))).toBeNull();
  catchUps.sent(requestFrame(2, "mutation", { path: "match.resume", input: { matchId: "m" } }));
  catchUps.lost();
  expect(catchUps.received(answerTo(2), state(1))).toBeNull();
});
