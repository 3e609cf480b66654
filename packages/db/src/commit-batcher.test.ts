import type { AppendOutcome } from "@holdfast/engine";
import { expect, test } from "vitest";
import type { BatcherOptions } from "./commit-batcher.js";
import { aTurn, batcherOn, entry, ScriptedLog } from "./scripted-log-for-tests.js";

const LANDED: AppendOutcome = { status: "appended", at: expect.any(Number) as number };

test("[DU3] commits that arrive together fly together, sorted by match", async () => {
  const log = new ScriptedLog();
  const batcher = batcherOn(log);
  const answers = ["c", "a", "b"].map((id) => batcher.append(entry(id, `m${id}`)));
  const first = await log.batch(1);
  expect(first.msgIds).toEqual(["ma", "mb", "mc"]);
  first.land();
  expect(await Promise.all(answers)).toEqual([LANDED, LANDED, LANDED]);
});

test("[DU3] the next batch is what queued while the last one flew", async () => {
  const log = new ScriptedLog();
  const batcher = batcherOn(log);
  const first = batcher.append(entry("a", "m1"));
  const flight = await log.batch(1);
  const queued = ["b", "c", "d"].map((id) => batcher.append(entry(id, `m${id}`)));
  await Promise.resolve();
  expect(log.batches).toHaveLength(1);
  flight.land();
  await first;
  const second = await log.batch(2);
  expect(second.msgIds).toEqual(["mb", "mc", "md"]);
  second.land();
  await Promise.all(queued);
});

/** A batcher whose time the test makes go by; batches begin 2 ms apart where commits are dense. */
function timedBatcher(options: Partial<BatcherOptions> = {}) {
  const log = new ScriptedLog();
  let now = 0;
  const waiting: { readonly at: number; wake: () => void }[] = [];
  const pause = (ms: number) => new Promise<void>((wake) => void waiting.push({ at: now + ms, wake }));
  const batcher = batcherOn(log, { apartMs: 2, now: () => now, pause, ...options });
  const after = async (ms: number) => {
    now += ms;
    for (const { at, wake } of waiting) if (at <= now) wake();
    await aTurn();
  };
  /** One commit each half millisecond, each answered at once, until there is a crowd. */
  const crowd = async () => {
    for (let i = 0; i < 40; i += 1) {
      void batcher.append(entry(`crowd ${i}`, `crowd ${i}`));
      await after(0.5);
      log.batches.at(-1)?.land();
      await aTurn();
    }
  };
  return { log, batcher, after, crowd };
}

test("[DU3] where commits come thick and fast, batches begin apart and carry several", async () => {
  const { log, after, crowd } = timedBatcher();
  await crowd();
  const before = log.batches.length;
  await crowd();
  const carried = log.batches.slice(before).map(({ rows }) => rows.length);
  expect(carried.length).toBeLessThanOrEqual(11);
  expect(Math.max(...carried)).toBeGreaterThanOrEqual(4);
  await after(2);
  expect(log.batches.flatMap(({ msgIds }) => msgIds)).toHaveLength(80);
});

test("[DU3] a commit that comes alone never waits, even right after another batch", async () => {
  const { log, batcher, after, crowd } = timedBatcher();
  await crowd();
  await after(100);
  for (let i = 0; i < 12; i += 1) {
    const before = log.batches.length;
    void batcher.append(entry("a", `alone ${i}`));
    await aTurn();
    if (i >= 2) expect(log.batches).toHaveLength(before + 1);
    await after(3);
    log.batches.at(-1)?.land();
    await aTurn();
  }
});

test("[DU3] where enough wait they fly at once, and those that come next still wait for company", async () => {
  const { log, batcher, after, crowd } = timedBatcher({ enough: 3 });
  await crowd();
  await after(100);
  await crowd();
  log.batches.at(-1)?.land();
  await aTurn();
  const before = log.batches.length;
  const msgIdsSince = () => log.batches.slice(before).map(({ msgIds }) => msgIds);
  const asked = ["a", "b", "c"].map((id) => batcher.append(entry(id, `m${id}`)));
  await aTurn();
  const flown = msgIdsSince().flat();
  expect(flown).toEqual(expect.arrayContaining(["ma", "mb", "mc"]));
  log.batches.at(-1)?.land();
  await Promise.all(asked);
  const next = batcher.append(entry("d", "md"));
  // The moment for which the first of them would have waited.
  await after(1.5);
  expect(msgIdsSince().flat()).toEqual(flown);
  await after(0.5);
  expect(msgIdsSince().flat()).toEqual([...flown, "md"]);
  log.batches.at(-1)?.land();
  await next;
});

test("[DU3] a full batch waits for nobody, and closing lets nobody wait in vain", async () => {
  const { log, batcher, after, crowd } = timedBatcher({ maxBatch: 3 });
  await crowd();
  await after(2);
  log.batches.at(-1)?.land();
  await aTurn();
  const before = log.batches.length;
  const first = batcher.append(entry("a", "m1"));
  await aTurn();
  log.batches.at(-1)?.land();
  await first;
  const others = ["b", "c", "d", "e"].map((id) => batcher.append(entry(id, `m${id}`)));
  await aTurn();
  expect(log.batches.slice(before).map(({ msgIds }) => msgIds)).toEqual([["m1"], ["mb", "mc", "md"]]);
  log.batches.at(-1)?.land();
  await aTurn();
  const closed = batcher.close();
  await after(2);
  log.batches.at(-1)?.land();
  await Promise.all(others);
  await closed;
});

test("[DU3] a batch has at most so many rows; the rest flies next", async () => {
  const log = new ScriptedLog();
  const batcher = batcherOn(log, { maxBatch: 2 });
  const answers = ["a", "b", "c"].map((id) => batcher.append(entry(id, `m${id}`)));
  (await log.batch(1)).land();
  (await log.batch(2)).land();
  await Promise.all(answers);
  expect(log.batches.map(({ msgIds }) => msgIds)).toEqual([["ma", "mb"], ["mc"]]);
});

test("[DU3] a second writer leaves what arrives to the batch after the one that flies", async () => {
  const log = new ScriptedLog(2);
  const batcher = batcherOn(log);
  const first = batcher.append(entry("a", "m1"));
  const flight = await log.batch(1);
  const queued = ["b", "c"].map((id) => batcher.append(entry(id, `m${id}`)));
  await aTurn();
  await aTurn();
  expect(log.batches).toHaveLength(1);
  flight.land();
  const second = await log.batch(2);
  expect(second.msgIds).toEqual(["mb", "mc"]);
  second.land();
  await Promise.all([first, ...queued]);
});

test("[DU3] a second writer helps when a full batch is waiting", async () => {
  const log = new ScriptedLog(2);
  const batcher = batcherOn(log, { maxBatch: 2 });
  const answers = ["a", "b", "c", "d", "e"].map((id) => batcher.append(entry(id, `m${id}`)));
  const second = await log.batch(2);
  expect(log.batches.map(({ writer, msgIds }) => [writer, msgIds])).toEqual([
    [0, ["ma", "mb"]],
    [1, ["mc", "md"]],
  ]);
  second.land();
  log.batches[0]?.land();
  (await log.batch(3)).land();
  expect(await Promise.all(answers)).toEqual(answers.map(() => LANDED));
});

test("[DU3] a second writer takes over while a batch is late: one stuck match does not hold up the others", async () => {
  let now = 0;
  const log = new ScriptedLog(2);
  const batcher = batcherOn(log, { now: () => now });
  const slow = batcher.append(entry("a", "m1"));
  const first = await log.batch(1);
  now = 10;
  const quick = batcher.append(entry("b", "m2"));
  await aTurn();
  expect(log.batches).toHaveLength(1);
  now = 20;
  const second = await log.batch(2);
  expect(second.writer).not.toBe(first.writer);
  second.land();
  expect(await quick).toEqual(LANDED);
  first.land();
  expect(await slow).toEqual(LANDED);
});
