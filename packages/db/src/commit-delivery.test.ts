import type { AppendOutcome } from "@holdfast/engine";
import { expect, test } from "vitest";
import { aTurn, batcherOn, entry, ScriptedLog } from "./scripted-log-for-tests.js";
import { StorageFault } from "./storage-fault.js";

const LANDED: AppendOutcome = { status: "appended", at: expect.any(Number) as number };

test("[SY6] one row that cannot be stored is refused alone, found by halving its batch", async () => {
  const log = new ScriptedLog();
  const batcher = batcherOn(log);
  const ids = ["a", "b", "c", "d", "e", "f", "g"];
  const answers = ids.map((id) => batcher.append(entry(id, `m${id}`)));
  for (let n = 1; n <= 20; n++) {
    const flight = await log.batch(n).catch(() => null);
    if (flight === null) break;
    if (flight.msgIds.includes("me")) flight.crash("refused", "22P02");
    else flight.land();
  }
  const outcomes = await Promise.all(answers);
  expect(outcomes.map(({ status }) => status)).toEqual(ids.map((id) => (id === "e" ? "refused" : "appended")));
  expect(log.batches.length).toBeLessThanOrEqual(7);
});

test("[SY5] a row refused because its msgId is in the log already is a duplicate", async () => {
  const log = new ScriptedLog();
  const batcher = batcherOn(log);
  const { commit } = entry("a", "m1", "another attempt");
  log.stored.set("m1", { commit, at: 7 });
  const answer = batcher.append(entry("a", "m1"));
  (await log.batch(1)).crash("refused", "23505");
  expect(await answer).toEqual({ status: "duplicate", commit, at: 7 });
});

test("[SY8] a deadlock or a serialization failure is retried without the caller noticing", async () => {
  const log = new ScriptedLog();
  const answer = batcherOn(log).append(entry("a", "m1"));
  (await log.batch(1)).crash("conflict", "40P01");
  const again = await log.batch(2);
  expect(again.rows).toEqual(log.batches[0]?.rows);
  again.land();
  expect(await answer).toEqual(LANDED);
});

test("[DU2] after a lost reply the identical row is sent again until the answer is definite", async () => {
  const log = new ScriptedLog();
  const answer = batcherOn(log).append(entry("a", "m1"));
  (await log.batch(1)).crash("unreachable", "ECONNRESET");
  (await log.batch(2)).crash("unreachable", "CONNECTION_CLOSED");
  const third = await log.batch(3);
  expect(third.rows).toEqual(log.batches[0]?.rows);
  third.land();
  expect(await answer).toEqual(LANDED);
});

test("[DU2] a commit found in the log after a lost reply was ours: appended, at its own time", async () => {
  const log = new ScriptedLog();
  const answer = batcherOn(log).append(entry("a", "m1"));
  (await log.batch(1)).crash("unreachable", "ECONNRESET");
  log.stored.set("m1", { commit: entry("a", "m1").commit, at: 42 });
  (await log.batch(2)).land(["m1"]);
  expect(await answer).toEqual({ status: "appended", at: 42 });
});

test("[SY8.1] what is found so is not acknowledged before a later write is: it may not have reached a replica", async () => {
  const log = new ScriptedLog();
  const answer = batcherOn(log).append(entry("a", "m1"));
  log.onSecure = async () => {
    if (log.secured < 3) throw new StorageFault("unreachable", "NOT_REPLICATED");
  };
  (await log.batch(1)).crash("unreachable", "NOT_REPLICATED");
  log.stored.set("m1", { commit: entry("a", "m1").commit, at: 42 });
  (await log.batch(2)).land(["m1"]);
  expect(await answer).toEqual({ status: "appended", at: 42 });
  expect(log.secured).toBe(3);
});

test("[SY5] another attempt's commit found after a lost reply is a duplicate", async () => {
  const log = new ScriptedLog();
  const answer = batcherOn(log).append(entry("a", "m1"));
  (await log.batch(1)).crash("unreachable", "ECONNRESET");
  const { commit } = entry("a", "m1", "made by another node");
  log.stored.set("m1", { commit, at: 42 });
  (await log.batch(2)).land(["m1"]);
  expect(await answer).toEqual({ status: "duplicate", commit, at: 42 });
});

test("[SY5] a lost race is looked up by msgId before it is called lost", async () => {
  const log = new ScriptedLog();
  const batcher = batcherOn(log);
  const { commit } = entry("a", "m1", "made by another node");
  log.stored.set("m1", { commit, at: 42 });
  const answers = [batcher.append(entry("a", "m1")), batcher.append(entry("b", "m2"))];
  (await log.batch(1)).land(["m1", "m2"]);
  expect(await Promise.all(answers)).toEqual([{ status: "duplicate", commit, at: 42 }, { status: "lost" }]);
  expect(log.lookups).toHaveLength(1);
});

test("[DU3] a fault that a person has to look at reaches every caller, and later commits still go in", async () => {
  const log = new ScriptedLog();
  const batcher = batcherOn(log);
  const answer = batcher.append(entry("a", "m1")).catch((error: unknown) => error);
  (await log.batch(1)).crash("broken", "42P01");
  expect(await answer).toMatchObject({ kind: "broken", code: "42P01" });
  const next = batcher.append(entry("a", "m2"));
  (await log.batch(2)).land();
  expect(await next).toEqual(LANDED);
});

test("[DU5] while storage is away nothing is sent; when it is back the identical rows go at once", async () => {
  let isAway = false;
  let back = () => {};
  const pauses: number[] = [];
  const pause = (ms: number) => {
    pauses.push(ms);
    return isAway ? new Promise<void>((resolve) => (back = resolve)) : aTurn();
  };
  const log = new ScriptedLog();
  const batcher = batcherOn(log, { pause, isAway: () => isAway, unit: () => 0.5 });
  const held = batcher.append(entry("a", "m1"));
  isAway = true;
  (await log.batch(1)).crash("unreachable", "ECONNREFUSED");
  for (let i = 0; i < 5; i += 1) {
    await aTurn();
    back();
  }
  expect(log.batches).toHaveLength(1);
  expect(pauses.length).toBeGreaterThan(1);
  isAway = false;
  back();
  const again = await log.batch(2);
  expect(again.rows).toEqual(log.batches[0]?.rows);
  again.land();
  expect(await held).toEqual(LANDED);
});
