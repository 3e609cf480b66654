import { createHash } from "node:crypto";
import { type AppendEntry, type AppendOutcome, StorageUnavailable, type StoredCommit } from "@holdfast/engine";
import { expect, test } from "vitest";
import { type BatcherOptions, CommitBatcher, type CommitLog } from "./commit-batcher.js";
import type { AppendValues } from "./commit-columns.js";
import { StorageFault } from "./storage-fault.js";

/** A log whose every answer the test gives itself. */
class ScriptedLog implements CommitLog {
  readonly batches: Flight[] = [];
  readonly lookups: AppendValues[][] = [];
  readonly stored = new Map<string, StoredCommit>();

  /** How often it was asked to secure what it has, and what comes of that. */
  secured = 0;
  onSecure: () => Promise<void> = async () => {};

  constructor(readonly writers = 1) {}

  secure(): Promise<void> {
    this.secured += 1;
    return this.onSecure();
  }

  append(writer: number, rows: readonly AppendValues[]): Promise<readonly { place: number; at: number }[]> {
    return new Promise((resolve, reject) => {
      this.batches.push({
        writer,
        rows: [...rows],
        msgIds: rows.map((row) => row[6] ?? ""),
        land: (lost = []) => {
          const won = rows.map((_, i) => ({ place: i + 1, at: 1_000 + i }));
          resolve(won.filter(({ place }) => !lost.includes(rows[place - 1]?.[6] ?? "")));
        },
        crash: (kind, code = "XX") => reject(new StorageFault(kind, code)),
      });
    });
  }

  async findByMsgIds(rows: readonly AppendValues[]): Promise<ReadonlyMap<number, StoredCommit>> {
    this.lookups.push([...rows]);
    const found = new Map<number, StoredCommit>();
    for (const [i, row] of rows.entries()) {
      const commit = this.stored.get(row[6] ?? "");
      if (commit !== undefined) found.set(i + 1, commit);
    }
    return found;
  }

  /** Batch number `count`, once it was sent. */
  async batch(count: number): Promise<Flight> {
    for (let turns = 0; this.batches.length < count && turns < 20; turns++) await aTurn();
    const flight = this.batches[count - 1];
    if (flight === undefined) throw new Error(`there is no batch ${count}`);
    return flight;
  }
}

interface Flight {
  readonly writer: number;
  readonly rows: readonly AppendValues[];
  readonly msgIds: readonly string[];
  land(lost?: readonly string[]): void;
  crash(kind: StorageFault["kind"], code?: string): void;
}

/** Lets everything that can happen happen. */
function aTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function batcherOn(log: CommitLog, options: Partial<BatcherOptions> = {}): CommitBatcher {
  const defaults = {
    maxBatch: 200,
    maxWaiting: 1_000,
    lateAfterMs: 20,
    apartMs: 0,
    giveUpAfterMs: 5_000,
    closeWithinMs: 3_000,
    now: () => 0,
    pause: aTurn,
    isAway: () => false,
    unit: () => 0,
  };
  return new CommitBatcher(log, { ...defaults, ...options });
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** `named` is all that its hash covers. */
function entry(matchId: string, msgId: string, named = msgId): AppendEntry {
  return {
    epoch: 1,
    commit: {
      matchId,
      version: 1,
      kind: "move",
      actorId: "ann",
      seat: 0,
      msgId,
      payloadHash: hashOf("payload"),
      payload: null,
      events: [],
      draws: [],
      receivedAt: 1,
      rulesVersion: 1,
      parentHash: "parent",
      stateHash: hashOf("state"),
      hash: hashOf(named),
    },
    status: "playing",
    deadline: null,
    toMove: [],
    outcome: null,
    snapshot: null,
    seating: null,
  };
}

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
