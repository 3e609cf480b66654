import { expect, test } from "vitest";
import { TestClock } from "../../../../tests/support/test-clock.js";
import { Gathered } from "./gathered.js";

const EVERY = 4;

/** Numbers, and the groups they were handed over in; `end` ends the handing over that is under way. */
function numbers() {
  const clock = new TestClock();
  const groups: (readonly number[])[] = [];
  let end = () => {};
  const send = (items: readonly number[]) => {
    groups.push(items);
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  };
  return { clock, groups, gathered: new Gathered(send, { clock, everyMs: EVERY }), end: () => end() };
}

test("[DU3] what is published after a pause leaves with its turn, what follows at once leaves together", async () => {
  const { clock, groups, gathered, end } = numbers();
  for (const item of [1, 2]) gathered.add(item);
  await clock.advance(0);
  end();
  for (const item of [3, 4]) gathered.add(item);
  await clock.advance(EVERY - 1);
  gathered.add(5);
  expect(groups).toEqual([[1, 2]]);
  await clock.advance(1);
  expect(groups).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test("[DU3] nothing is handed over while the last handing over is under way, and 200 at most at a time", async () => {
  const { clock, groups, gathered, end } = numbers();
  gathered.add(0);
  await clock.advance(0);
  for (let item = 1; item <= 450; item += 1) gathered.add(item);
  await clock.advance(100 * EVERY);
  expect(groups.length).toBe(1);
  for (let ended = 0; ended < 3; ended += 1) {
    end();
    // Many go on at once; the few that are left take their time.
    for (let turn = 0; turn < 2; turn += 1) await clock.advance(0);
  }
  expect(groups.map((items) => items.length)).toEqual([1, 200, 200]);
  await clock.advance(EVERY);
  expect(groups.at(-1)).toHaveLength(50);
});

test("[DU6] a clock that was set back holds nothing up", async () => {
  const { clock, groups, gathered, end } = numbers();
  gathered.add(1);
  await clock.advance(0);
  end();
  await clock.advance(0);
  const now = clock.now();
  Object.assign(clock, { now: () => now - 3_600_000 });
  gathered.add(2);
  await clock.advance(0);
  expect(groups).toEqual([[1], [2]]);
});
