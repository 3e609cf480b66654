/** What several nodes on one Redis are to each other, and what Redis itself gets to see of them. */
import { expect, test } from "vitest";
import { EVERYWHERE, PRESENCE_LEASE_MS, topicOf } from "../../apps/server/src/ports.js";
import { eventually } from "../support/eventually.js";
import { TestClock } from "../support/test-clock.js";
import { freshId } from "./coordination.js";
import { ACCEPTED } from "./coordination-dedupe.js";
import { entry } from "./coordination-presence.js";
import { redisFixture } from "./coordination-redis-fixture.js";
import { OF } from "./coordination-timers.js";
import { heardBy, presenceOf, wakeupsOf } from "./coordination-wakeups.js";

const { openRedis, openNode } = redisFixture();

async function openTwo() {
  const redis = await openRedis();
  const clock = new TestClock();
  const open = (nodeId: string) => openNode(redis, { nodeId, clock, patient: true });
  const [a, b] = [await open("node-a"), await open("node-b")];
  return { redis, clock, a, b };
}

/** Whether it holds after a moment more: what is published close together leaves together. */
async function timePasses(clock: TestClock, holds: () => boolean): Promise<boolean> {
  await clock.advance(10);
  return holds();
}

test("[SY5] an outcome remembered by one node is recalled by another", async () => {
  const { a, b } = await openTwo();
  const [player, msg] = [freshId(), freshId()];
  await a.dedupe.remember(player, msg, ACCEPTED);
  expect(await b.dedupe.recall(player, msg)).toStrictEqual(ACCEPTED);
});

test("[SY4] wake-ups reach the other nodes that follow the match, and only those", async () => {
  const { a, b } = await openTwo();
  const [match, stranger] = [freshId(), freshId()];
  const heard = heardBy(b.wakeups);
  await b.wakeups.follow(match);
  const said = wakeupsOf(match);
  a.wakeups.publish(presenceOf(stranger));
  for (const wakeup of said) a.wakeups.publish(wakeup);
  await eventually(() => heard.length >= said.length);
  expect(heard).toStrictEqual(said);
});

test("[SY4] once follow has resolved nothing that is published is missed", async () => {
  const { a, b, clock } = await openTwo();
  const heard = heardBy(b.wakeups);
  const matches = Array.from({ length: 50 }, freshId);
  for (const match of matches) {
    await b.wakeups.follow(match);
    a.wakeups.publish(presenceOf(match));
  }
  await eventually(() => timePasses(clock, () => heard.length === matches.length));
  expect(heard.map(topicOf)).toStrictEqual(matches);
});

test("[MT12] what concerns no match reaches another node as well", async () => {
  const { a, b, clock } = await openTwo();
  const heard = heardBy(b.wakeups);
  await b.wakeups.follow(EVERYWHERE);
  a.wakeups.publish({ kind: "settings" });
  await eventually(() => timePasses(clock, () => heard.length > 0));
  expect(heard).toStrictEqual([{ kind: "settings" }]);
});

test("[SY4] a burst of wake-ups reaches another node whole and in order", async () => {
  const { a, b, clock } = await openTwo();
  const matches = Array.from({ length: 500 }, freshId);
  const heard = heardBy(b.wakeups);
  await Promise.all(matches.map((match) => b.wakeups.follow(match)));
  for (const match of matches) a.wakeups.publish(presenceOf(match));
  await eventually(() => timePasses(clock, () => heard.length >= matches.length));
  expect(heard.map(topicOf)).toStrictEqual(matches);
});

test("[ID5] forged and malformed wake-ups are ignored and logged once without content", async () => {
  const { redis, a } = await openTwo();
  const match = freshId();
  const channel = `holdfast:{${match}}:wakeups`;
  const heard = heardBy(a.wakeups);
  const other = freshId();
  await a.wakeups.follow(match);
  await a.wakeups.follow(other);
  const genuine = { from: "x", wakeup: presenceOf(match) };
  const forged = [
    "SECRET not json",
    JSON.stringify({ ...genuine, wakeup: presenceOf(other) }),
    JSON.stringify({ ...genuine, extra: "SECRET" }),
    JSON.stringify({ ...genuine, wakeup: { kind: "SECRET", matchId: match } }),
    JSON.stringify({ ...genuine, wakeup: { kind: "version", matchId: match, epoch: 0, version: -1 } }),
    JSON.stringify({ ...genuine, wakeup: { kind: "version", matchId: match, epoch: 0, version: 1e99 } }),
    JSON.stringify({ ...genuine, from: "SECRET".repeat(500) }),
    '{"__proto__":{"from":"x"}}',
    "",
  ];
  for (const text of forged) await redis.ask("PUBLISH", channel, text);
  // The twin: the same way in works for what is genuine, and the forged ones were delivered before it.
  expect(await redis.ask("PUBLISH", channel, JSON.stringify(genuine))).toBe("1");
  await eventually(() => heard.length > 0);
  expect(heard).toStrictEqual([presenceOf(match)]);
  expect(a.log.lines).toMatchObject([{ level: "warn" }]);
  expect(JSON.stringify(a.log.lines)).not.toMatch(/SECRET|proto/);
});

test("[SY5] a remembered outcome that somebody tampered with counts as unknown, and is logged without content", async () => {
  const { redis, a } = await openTwo();
  const [player, msg] = [freshId(), freshId()];
  await a.dedupe.remember(player, msg, ACCEPTED);
  expect(await a.dedupe.recall(player, msg)).toStrictEqual(ACCEPTED);
  await redis.ask("SET", `holdfast:{${player}}:outcome:${msg}`, '{"payloadHash":"SECRET","outcome":{}}');
  expect(await a.dedupe.recall(player, msg)).toBeNull();
  expect(a.log.lines).toHaveLength(1);
  expect(JSON.stringify(a.log.lines)).not.toContain("SECRET");
});

test("[ID4] nodes draw from the same bucket", async () => {
  const { a, b } = await openTwo();
  const [key, limit] = [freshId(), { burst: 2, perSecond: 1 }];
  expect(await a.limits.take(key, limit)).toBe(0);
  expect(await b.limits.take(key, limit)).toBe(0);
  expect(await a.limits.take(key, limit)).toBe(1_000);
  expect(await b.limits.take(key, limit)).toBe(1_000);
});

test("[DU7] two nodes that claim at once share the deadlines without overlap", async () => {
  const { a, b, clock } = await openTwo();
  const keys = Array.from({ length: 60 }, freshId);
  await Promise.all(keys.map((key) => a.timers.set(key, clock.now(), OF)));
  const claim = (node: typeof a) => node.timers.claimDue(clock.now(), 2_000, 40);
  const claims = await Promise.all([claim(a), claim(b), claim(a), claim(b)]);
  expect(claims.flat().toSorted()).toStrictEqual(keys.toSorted());
});

test("[DU7] a node sees another one die", async () => {
  const { a, b, clock } = await openTwo();
  await a.nodes.beat("node-a", 6_000);
  await b.nodes.beat("node-b", 6_000);
  expect((await a.nodes.live())?.toSorted()).toStrictEqual(["node-a", "node-b"]);
  await clock.advance(5_000);
  await a.nodes.beat("node-a", 6_000);
  await clock.advance(1_000);
  expect(await a.nodes.live()).toStrictEqual(["node-a"]);
});

test("[DU6] scripts that Redis forgot are sent again", async () => {
  const { redis, a, clock } = await openTwo();
  const [match, who] = [freshId(), entry()];
  await a.presence.arrive(match, who);
  await redis.ask("SCRIPT", "FLUSH");
  await a.presence.arrive(match, who);
  await a.timers.set(match, clock.now(), OF);
  expect(await a.timers.claimDue(clock.now(), 1, 1)).toStrictEqual([match]);
  expect((await a.presence.read(match))?.seats).toHaveLength(1);
  expect(a.log.lines).toStrictEqual([]);
});

test("[SY4] on a Redis just started, what is said in one turn counts in order, though it has heard only some of its words", async () => {
  const { a } = await openTwo();
  const [match, other, who] = [freshId(), freshId(), entry()];
  await a.presence.depart(other, who);
  await Promise.all([a.presence.arrive(match, who), a.presence.depart(match, who)]);
  expect((await a.presence.read(match))?.seats).toMatchObject([{ here: false }]);
});

test("[DU6] a call that Redis refuses is answered all the same, does not end play, and is logged once", async () => {
  const { redis, a, clock } = await openTwo();
  const [key, other] = [freshId(), freshId()];
  await redis.ask("SET", `holdfast:{${key}}:bucket`, "not a bucket");
  for (const wait of [0, 1_000, 1_000]) {
    expect(await a.limits.take(key, { burst: 1, perSecond: 1 })).toBe(wait);
    await eventually(async () => (await a.generation()) !== null);
  }
  await a.timers.set(other, clock.now(), OF);
  expect(await a.timers.claimDue(clock.now(), 1, 1)).toStrictEqual([other]);
  expect(a.log.lines).toMatchObject([{ level: "warn", message: "Redis refused a call" }]);
});

test("[DU7] connections of dead nodes leave the board when somebody arrives at their seat", async () => {
  const { redis, a, clock } = await openTwo();
  const [match, who] = [freshId(), entry()];
  const arriveAnew = () => a.presence.arrive(match, { ...who, connectionId: freshId() });
  const fields = async () => (await redis.ask("HKEYS", `holdfast:{${match}}:seats`)).split("\n").length;
  for (let i = 0; i < 5; i += 1) await arriveAnew();
  expect(await fields()).toBe(1 + 5);
  await clock.advance(PRESENCE_LEASE_MS);
  await arriveAnew();
  expect(await fields()).toBe(1 + 1);
});

test("[DU9.1] [MT3] observers that a node of the build before told of one by one are counted beside those of this one", async () => {
  const { redis, a, clock } = await openTwo();
  const match = freshId();
  const tellAsBefore = (connection: string, until: number) =>
    redis.ask("ZADD", `holdfast:{${match}}:observers`, String(until), `node-a/${connection}`);
  await a.presence.watch(match, { nodeId: "node-a", size: 40 });
  await tellAsBefore("one", clock.now() + PRESENCE_LEASE_MS);
  await tellAsBefore("two", clock.now() + 1);
  expect((await a.presence.read(match))?.spectators).toBe(42);
  await clock.advance(1);
  await a.presence.watch(match, { nodeId: "node-a", size: 2 });
  expect((await a.presence.read(match))?.spectators).toBe(3);
});

test("[DU3] calls of one instant share one round trip", async () => {
  const { redis, a } = await openTwo();
  const reads = async () => Number(/total_reads_processed:(\d+)/.exec(await redis.ask("INFO", "stats"))?.[1]);
  const recallMany = (count: number) =>
    Promise.all(Array.from({ length: count }, () => a.dedupe.recall(freshId(), freshId())));
  await recallMany(1);
  const before = await reads();
  await recallMany(1);
  const afterOne = await reads();
  await recallMany(100);
  const afterHundred = await reads();
  // Asking for the count is itself a read; what is left is what the recalls cost, which is the same.
  expect(afterOne - before).toBeGreaterThanOrEqual(2);
  expect(afterHundred - afterOne).toBeLessThanOrEqual(afterOne - before + 1);
});

/** How often Redis was told to do something, since it started. */
async function callsOf(redis: { ask(...command: string[]): Promise<string> }, command: string): Promise<number> {
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(await redis.ask("INFO", "commandstats"))?.[1] ?? 0);
}

test("[SY4] a wake-up is published where another node follows its match, and not for the node that sends it", async () => {
  const { redis, a, b, clock } = await openTwo();
  const [own, shared, stranger] = [freshId(), freshId(), freshId()];
  const [byA, byB] = [heardBy(a.wakeups), heardBy(b.wakeups)];
  await Promise.all([a.wakeups.follow(own), a.wakeups.follow(shared), b.wakeups.follow(shared)]);
  await b.wakeups.follow(stranger);
  for (const match of [own, shared, stranger]) a.wakeups.publish(presenceOf(match));
  await eventually(() => timePasses(clock, () => byB.length === 2));
  expect([byA, byB].map((heard) => heard.map(topicOf))).toStrictEqual([
    [own, shared],
    [shared, stranger],
  ]);
  expect(await callsOf(redis, "publish")).toBe(2);
});

test("[SY4] a node whose own subscription was cut off publishes for the one other that follows the match", async () => {
  const { redis, a, b, clock } = await openTwo();
  const match = freshId();
  const heard = heardBy(b.wakeups);
  await Promise.all([a.wakeups.follow(match), b.wakeups.follow(match)]);
  const listed = (await redis.ask("CLIENT", "LIST", "TYPE", "pubsub")).split("\n");
  const [id] = listed.flatMap((line) => (line.includes("node-a") ? (/^id=(\d+)/.exec(line)?.[1] ?? []) : []));
  await redis.ask("CLIENT", "KILL", "ID", id ?? "");
  await eventually(() => a.log.lines.some(({ message }) => message.startsWith("Redis is away")));
  a.wakeups.publish(presenceOf(match));
  await eventually(() => timePasses(clock, () => heard.length === 1));
});

test("[DU9] all keys of one match carry one hash tag, and every key carries one", async () => {
  const { redis, a, clock } = await openTwo();
  const [match, player] = [freshId(), freshId()];
  await a.presence.arrive(match, entry({ playerId: player }));
  await a.presence.watch(match, { nodeId: "node-a", size: 1 });
  await a.dedupe.remember(player, freshId(), ACCEPTED);
  await Promise.all(Array.from({ length: 200 }, () => a.timers.set(freshId(), clock.now(), OF)));
  await a.timers.claimDue(clock.now(), 1, 1);
  await a.limits.take(player, { burst: 1, perSecond: 1 });
  await a.nodes.beat("node-a", 1_000);
  const keys = (await redis.ask("KEYS", "*")).split("\n");
  const tags = new Set(keys.map((key) => /^holdfast:\{([^{}]+)\}:/.exec(key)?.[1]));
  expect(tags).toStrictEqual(new Set([match, player, "nodes", "timers0", "timers1", "timers2", "timers3"]));
  expect(keys.filter((key) => key.includes(match))).toHaveLength(2);
});
