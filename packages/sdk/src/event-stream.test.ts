import type { StateFrame, VersionedEvents } from "@holdfast/protocol";
import { expect, test } from "vitest";
import { EventStream } from "./event-stream.js";
import { settled } from "./testing-support/fake-clock.js";
import { eventsAt, stateFrame } from "./testing-support/world.js";

const linesAt = (...versions: readonly number[]) => versions.map(eventsAt) as VersionedEvents[];
const frameAt = (version: number, over: object) => stateFrame(version, over) as StateFrame;

test("[SY8.1] events read for a log that was taken back meanwhile are not told as those of the new one", async () => {
  let answer = (_events: readonly VersionedEvents[]): void => {};
  const stream = new EventStream(1, () => new Promise((resolve) => (answer = resolve)));
  const told: number[] = [];
  stream.listen(({ version }) => void told.push(version));
  stream.take(frameAt(4, { from: 3, skipped: true }));
  stream.restart(2);
  answer(linesAt(2, 3, 4));
  await settled();
  expect(told).toEqual([]);
  stream.take(frameAt(3, { from: 2, events: linesAt(3) }));
  expect(told).toEqual([3]);
  // The twin: what is read for the log that there is is told.
  stream.take(frameAt(6, { from: 5, skipped: true }));
  answer(linesAt(4, 5, 6));
  await settled();
  expect(told).toEqual([3, 4, 5, 6]);
});
