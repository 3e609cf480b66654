import { type AppendOutcome, StorageUnavailable } from "@holdfast/engine";
import { expect, test } from "vitest";
import { aTurn, batcherOn, entry, ScriptedLog } from "./scripted-log-for-tests.js";

const LANDED: AppendOutcome = { status: "appended", at: expect.any(Number) as number };

test("[SY8] a match has one commit on its way: the next one waits for its answer", async () => {
  const log = new ScriptedLog(2);
  const batcher = batcherOn(log);
  const answers = [
    batcher.append(entry("a", "m1")),
    batcher.append(entry("a", "m2")),
    batcher.append(entry("b", "m3")),
  ];
  const first = await log.batch(1);
  expect(first.msgIds).toEqual(["m1", "m3"]);
  first.land(["m1"]);
  const second = await log.batch(2);
  expect(second.msgIds).toEqual(["m2"]);
  second.land();
  expect(await Promise.all(answers)).toEqual([{ status: "lost" }, LANDED, LANDED]);
});

test("[DU5] storage that stays away is unavailable once the time is up, for what flew and for what queued", async () => {
  let now = 0;
  const log = new ScriptedLog();
  const batcher = batcherOn(log, { now: () => now, maxBatch: 1 });
  const answers = [batcher.append(entry("a", "m1")), batcher.append(entry("b", "m2"))];
  const results = Promise.allSettled(answers);
  (await log.batch(1)).crash("unreachable", "ECONNREFUSED");
  now = 4_999;
  (await log.batch(2)).crash("unreachable", "ECONNREFUSED");
  const third = await log.batch(3);
  now = 5_000;
  third.crash("unreachable", "ECONNREFUSED");
  for (const result of await results) {
    expect(result).toMatchObject({ status: "rejected", reason: expect.any(StorageUnavailable) });
  }
  expect(log.batches).toHaveLength(3);
});

test("[DU5] once storage is back, the next commit of a match that was given up goes in", async () => {
  let now = 0;
  const log = new ScriptedLog();
  const batcher = batcherOn(log, { now: () => now });
  const first = batcher.append(entry("a", "m1")).catch((error: unknown) => error);
  const flight = await log.batch(1);
  now = 6_000;
  const next = batcher.append(entry("a", "m2"));
  flight.crash("unreachable", "ECONNREFUSED");
  expect(await first).toBeInstanceOf(StorageUnavailable);
  (await log.batch(2)).land();
  expect(await next).toEqual(LANDED);
});

test("[DU5] giving up a commit that only queued lets the one behind it go", async () => {
  let now = 0;
  const log = new ScriptedLog();
  const batcher = batcherOn(log, { now: () => now, maxBatch: 1 });
  const given = [batcher.append(entry("a", "m1")), batcher.append(entry("b", "m2"))];
  const results = Promise.allSettled(given);
  const flight = await log.batch(1);
  now = 6_000;
  const behind = batcher.append(entry("b", "m3"));
  flight.crash("unreachable", "ECONNREFUSED");
  expect((await results).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const next = await log.batch(2);
  expect(next.msgIds).toEqual(["m3"]);
  next.land();
  expect(await behind).toEqual(LANDED);
});

test("[DU5] a queue that is full turns commits away at once", async () => {
  const log = new ScriptedLog();
  const batcher = batcherOn(log, { maxWaiting: 1 });
  const first = batcher.append(entry("a", "m1"));
  await expect(batcher.append(entry("b", "m2"))).rejects.toBeInstanceOf(StorageUnavailable);
  (await log.batch(1)).land();
  expect(await first).toEqual(LANDED);
});

test("[DU2] closing waits for every commit on its way and takes no new ones", async () => {
  const log = new ScriptedLog();
  const batcher = batcherOn(log);
  const answers = [batcher.append(entry("a", "m1")), batcher.append(entry("a", "m2"))];
  let closed = false;
  const closing = batcher.close().then(() => {
    closed = true;
  });
  await expect(batcher.append(entry("b", "m3"))).rejects.toBeInstanceOf(StorageUnavailable);
  (await log.batch(1)).land();
  const second = await log.batch(2);
  expect(closed).toBe(false);
  second.land();
  await Promise.all(answers);
  await closing;
  expect(closed).toBe(true);
});

test("[DU5] a commit is held for the time its caller can wait", async () => {
  let now = 0;
  const log = new ScriptedLog();
  const batcher = batcherOn(log, { now: () => now, isAway: () => true });
  const results = Promise.allSettled([
    batcher.append(entry("a", "m1"), 1_000),
    batcher.append(entry("b", "m2"), 9_000),
  ]);
  (await log.batch(1)).crash("unreachable", "ECONNREFUSED");
  now = 1_000;
  for (let i = 0; i < 5; i += 1) await aTurn();
  now = 9_000;
  const [short, long] = await results;
  expect(short).toMatchObject({ status: "rejected", reason: { retryAfterMs: 1_000 } });
  expect(long).toMatchObject({ status: "rejected" });
});

test("[DU5] closing in an outage does not wait for its end", async () => {
  let now = 0;
  const log = new ScriptedLog();
  const batcher = batcherOn(log, { now: () => now, isAway: () => true });
  const held = batcher.append(entry("a", "m1")).catch((error: unknown) => error);
  (await log.batch(1)).crash("unreachable", "ECONNREFUSED");
  const closing = batcher.close();
  now = 3_000;
  expect(await held).toBeInstanceOf(StorageUnavailable);
  await closing;
});
