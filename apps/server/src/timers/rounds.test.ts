import { expect, test } from "vitest";
import { collectedLog } from "../../../../tests/support/collected-log.js";
import { TestClock } from "../../../../tests/support/test-clock.js";
import { startRounds } from "./rounds.js";

test("[DU7] periodic work runs each time its interval has passed since it last ended", async () => {
  const clock = new TestClock();
  const startedAt = clock.now();
  const runs: number[] = [];
  const stop = startRounds(
    [{ name: "beat", everyMs: 100, run: () => void runs.push(clock.now() - startedAt) }],
    clock,
    collectedLog(),
  );
  await clock.advance(350);
  expect(runs).toEqual([100, 200, 300]);
  await stop();
});

/** Two rounds; when each of them ran, in milliseconds since they were started. */
function two(clock: TestClock, everyMs: readonly [number, number]) {
  const startedAt = clock.now();
  const runs: [number[], number[]] = [[], []];
  const noted = (no: 0 | 1) => () => void runs[no].push(clock.now() - startedAt);
  const rounds = [
    { name: "first", everyMs: everyMs[0], run: noted(0) },
    { name: "second", everyMs: everyMs[1], run: noted(1) },
  ];
  return { runs, stop: startRounds(rounds, clock, collectedLog()) };
}

test("[DU7] work whose time is nearly up begins with what wakes the node, and counts its interval from then", async () => {
  const clock = new TestClock();
  const { runs, stop } = two(clock, [100, 130]);
  await clock.advance(300);
  expect(runs).toEqual([
    [100, 200, 300],
    [100, 200, 300],
  ]);
  await stop();
});

test("[DU7] work whose time is not nearly up is left to its own time", async () => {
  const clock = new TestClock();
  const { runs, stop } = two(clock, [100, 140]);
  await clock.advance(279);
  expect(runs).toEqual([[100, 200], [140]]);
  await stop();
});

test("[DU7] a clock that is set holds up no work", async () => {
  const clock = new TestClock();
  let aheadMs = 0;
  const wall = { now: () => clock.now() + aheadMs, after: clock.after.bind(clock) };
  let runs = 0;
  const count = () => {
    runs += 1;
  };
  const beat = { name: "beat", everyMs: 100, run: count };
  const stop = startRounds([beat, { name: "sweep", everyMs: 1_000, run: () => {} }], wall, collectedLog());
  for (const set of [-3_600_000, 3_600_000]) {
    aheadMs = set;
    await clock.advance(500);
  }
  expect(runs).toBe(10);
  await stop();
});

test("[DU7] work that still runs is not started a second time, and holds up no other", async () => {
  const clock = new TestClock();
  let finish = () => {};
  const runs = { slow: 0, quick: 0 };
  const slow = () => {
    runs.slow += 1;
    return new Promise<void>((resolve) => {
      finish = resolve;
    });
  };
  const quick = () => {
    runs.quick += 1;
  };
  const stop = startRounds(
    [
      { name: "slow", everyMs: 100, run: slow },
      { name: "quick", everyMs: 100, run: quick },
    ],
    clock,
    collectedLog(),
  );
  await clock.advance(500);
  expect(runs).toEqual({ slow: 1, quick: 5 });
  finish();
  await clock.advance(0);
  await clock.advance(100);
  expect(runs).toEqual({ slow: 2, quick: 6 });
  finish();
  await stop();
});

test("[OP1] work that fails goes on, and is reported once when it begins to fail and once when it runs again", async () => {
  const clock = new TestClock();
  const log = collectedLog();
  let broken = true;
  const run = () => {
    if (broken) throw new Error("storage is away");
  };
  const stop = startRounds([{ name: "sweep", everyMs: 100, run }], clock, log);
  await clock.advance(500);
  broken = false;
  await clock.advance(500);
  expect(log.lines).toMatchObject([
    { level: "warn", fields: { round: "sweep", fault: "Error: storage is away" } },
    { level: "info", fields: { round: "sweep" } },
  ]);
  await stop();
});

test("[DU1] stopping waits for what is running, and nothing is started afterwards", async () => {
  const clock = new TestClock();
  let finish = () => {};
  let runs = 0;
  const run = () => {
    runs += 1;
    return new Promise<void>((resolve) => {
      finish = resolve;
    });
  };
  const stop = startRounds([{ name: "sweep", everyMs: 100, run }], clock, collectedLog());
  await clock.advance(100);
  let stopped = false;
  const stopping = stop().then(() => {
    stopped = true;
  });
  await clock.advance(0);
  expect(stopped).toBe(false);
  finish();
  await stopping;
  await clock.advance(1_000);
  expect([runs, clock.waiting]).toEqual([1, 0]);
});
