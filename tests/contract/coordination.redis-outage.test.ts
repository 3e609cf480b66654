/** Redis killed, frozen, emptied, restarted or never there: everything is answered, and its return is noticed. */
import { expect, test } from "vitest";
import { PRESENCE_LEASE_MS } from "../../apps/server/src/ports.js";
import { eventually } from "../support/eventually.js";
import { TestClock } from "../support/test-clock.js";
import { freshId } from "./coordination.js";
import { atOnce, bounded, callsOf, TIGHT } from "./coordination-calls.js";
import { ACCEPTED } from "./coordination-dedupe.js";
import { entry } from "./coordination-presence.js";
import { type Node, redisFixture } from "./coordination-redis-fixture.js";
import { heardBy, presenceOf } from "./coordination-wakeups.js";

const { openRedis, openProxy, openNode } = redisFixture();

async function expectAwayAtOnce(node: Node, except?: string): Promise<void> {
  for (const { name, make, whenAway } of callsOf(node).filter((call) => call.name !== except)) {
    expect([name, await atOnce(name, make())]).toStrictEqual([name, whenAway]);
  }
  await expect(node.ping()).rejects.toThrow("Redis is away");
}

async function expectWorking(node: Node): Promise<void> {
  await eventually(() => node.ping().then(() => true));
  const [player, msg] = [freshId(), freshId()];
  await node.dedupe.remember(player, msg, ACCEPTED);
  expect(await node.dedupe.recall(player, msg)).toStrictEqual(ACCEPTED);
}

const summary = (node: Node) => node.log.lines.map(({ level, message }) => `${level} ${message}`);
const AWAY_AND_BACK = ["warn Redis is away; play goes on without it", "info Redis is back"];

/** One line when Redis went and one when it was back; a stalled machine may see it go once more, which is two more. */
async function expectOutagesLogged(node: Node): Promise<void> {
  const lines = await eventually(() => {
    const now = summary(node);
    return now.length > 0 && now.length % 2 === 0 && now;
  });
  expect(lines).toStrictEqual(lines.map((_, i) => AWAY_AND_BACK[i % 2]));
}

test("[DU6] a Redis that was never there stops nobody, and is used from the moment it is there", async () => {
  const redis = await openRedis("prepared");
  const node = await openNode(redis);
  await expectAwayAtOnce(node);
  await redis.start();
  await expectWorking(node);
  await eventually(() => node.gaps() > 0);
  await expectOutagesLogged(node);
});

test("[DU6] killed under load, every call is answered, the next ones at once, and the return is noticed", async () => {
  const redis = await openRedis();
  const node = await openNode(redis);
  const generation = await node.generation();
  const flying = callsOf(node).flatMap(({ name, make }) => Array.from({ length: 20 }, () => bounded(name, make())));
  await Promise.all([redis.kill(), ...flying]);
  await eventually(async () => (await node.generation()) === null);
  await expectAwayAtOnce(node);
  const gaps = node.gaps();
  await redis.start();
  await expectWorking(node);
  await eventually(() => node.gaps() > gaps);
  expect(await node.generation()).not.toBe(generation);
  await expectOutagesLogged(node);
});

test("[DU6] frozen, the first calls are answered within their bound and later ones at once", async () => {
  const redis = await openRedis();
  const proxy = await openProxy(redis);
  const node = await openNode(proxy);
  await expectWorking(node);
  redis.freeze();
  const flying = callsOf(node).flatMap(({ name, make }) => [bounded(name, make()), bounded(name, make())]);
  await Promise.all(flying);
  await expectAwayAtOnce(node);
  await eventually(() => summary(node).length > 0);
  // Whatever is tried in the background meanwhile: two connections there were, and then every attempt.
  const waits: unknown[] = [];
  await eventually(async () => {
    await expectAwayAtOnce(node).catch((wait: unknown) => waits.push(wait));
    return proxy.connections >= 8;
  });
  expect(waits).toStrictEqual([]);
  const gaps = node.gaps();
  redis.thaw();
  await expectWorking(node);
  await eventually(() => node.gaps() > gaps);
  await expectOutagesLogged(node);
});

test("[DU6] frozen, nobody waits long for an outcome that is unlikely, and later ones who ask for such not at all", async () => {
  const redis = await openRedis();
  const node = await openNode(redis, { patient: true });
  await expectWorking(node);
  redis.freeze();
  const [likely, unlikely] = [false, true].map((isUnlikely) => node.dedupe.recall(freshId(), freshId(), isUnlikely));
  const first = Promise.race([likely?.then(() => "likely"), unlikely?.then(() => "unlikely")]);
  expect(await first).toBe("unlikely");
  expect(await unlikely).toBeNull();
  // Where an answer is overdue there is nothing to wait for.
  expect(await atOnce("recall", node.dedupe.recall(freshId(), freshId(), true))).toBeNull();
  redis.thaw();
  expect(await likely).toBeNull();
  await expectWorking(node);
  const [player, msg] = [freshId(), freshId()];
  await node.dedupe.remember(player, msg, ACCEPTED);
  expect(await node.dedupe.recall(player, msg, true)).toStrictEqual(ACCEPTED);
});

test("[DU6] a freeze is noticed though nobody calls", async () => {
  const redis = await openRedis();
  const node = await openNode(redis);
  redis.freeze();
  await eventually(() => summary(node).length > 0);
  // That was the first of the two connections; the other one notices for itself.
  await eventually(() => expectAwayAtOnce(node).then(() => true));
  redis.thaw();
  await expectWorking(node);
  await expectOutagesLogged(node);
});

test("[DU6] a node started beside a frozen Redis starts, and finds it when it thaws", async () => {
  const redis = await openRedis();
  redis.freeze();
  const node = await openNode(redis);
  await expectAwayAtOnce(node);
  redis.thaw();
  await expectWorking(node);
});

test("[SY4] matches followed before and during an outage are heard of after it, and the gap comes first", async () => {
  const redis = await openRedis();
  const [node, other] = [await openNode(redis), await openNode(redis, { nodeId: "node-2" })];
  const [before, during] = [freshId(), freshId()];
  const heard = heardBy(node.wakeups);
  await node.wakeups.follow(before);
  await redis.kill();
  await eventually(async () => (await node.generation()) === null);
  await atOnce("follow", node.wakeups.follow(during));
  for (const match of [before, during]) expect(() => other.wakeups.publish(presenceOf(match))).not.toThrow();
  const gaps = node.gaps();
  await redis.start();
  await eventually(() => node.gaps() > gaps);
  await expectWorking(other);
  for (const match of [before, during]) other.wakeups.publish(presenceOf(match));
  await eventually(() => heard.length >= 2);
  expect(heard).toStrictEqual([presenceOf(before), presenceOf(during)]);
});

test("[SY4] a node hears its own wake-ups while Redis is away", async () => {
  const redis = await openRedis("prepared");
  const node = await openNode(redis);
  const match = freshId();
  const heard = heardBy(node.wakeups);
  await node.wakeups.follow(match);
  node.wakeups.publish(presenceOf(match));
  await eventually(() => heard.length === 1);
});

test("[SY4] a subscription cut by Redis alone is made again and reported as a gap", async () => {
  const redis = await openRedis();
  const [node, other] = [await openNode(redis), await openNode(redis, { nodeId: "node-2" })];
  const match = freshId();
  const heard = heardBy(node.wakeups);
  await node.wakeups.follow(match);
  const gaps = node.gaps();
  expect(await redis.ask("CLIENT", "KILL", "TYPE", "pubsub")).toBe("1");
  await eventually(() => node.gaps() > gaps);
  other.wakeups.publish(presenceOf(match));
  await eventually(() => heard.length === 1);
  await expectWorking(node);
});

test("[SY4] wake-ups lost with the connection for commands alone are reported as a gap", async () => {
  const redis = await openRedis();
  const node = await openNode(redis);
  await node.wakeups.follow(freshId());
  const gaps = node.gaps();
  await redis.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await eventually(() => node.gaps() > gaps);
  await expectWorking(node);
});

test("[SY4] follow does not resolve before the subscription is confirmed", async () => {
  const redis = await openRedis();
  const node = await openNode(redis);
  redis.freeze();
  const following = node.wakeups.follow(freshId());
  await expect(atOnce("follow", following)).rejects.toThrow("waited");
  redis.thaw();
  await bounded("follow", following);
});

test("[DU6] connections that died without a word are given up, and new ones made", async () => {
  const redis = await openRedis();
  const proxy = await openProxy(redis);
  const node = await openNode(proxy);
  const match = freshId();
  const heard = heardBy(node.wakeups);
  await node.wakeups.follow(match);
  await expectWorking(node);
  const gaps = node.gaps();
  proxy.swallow();
  await eventually(() => node.gaps() > gaps);
  await expectWorking(node);
  const other = await openNode(redis, { nodeId: "node-2" });
  other.wakeups.publish(presenceOf(match));
  await eventually(() => heard.length === 1);
  expect(proxy.connections).toBeGreaterThanOrEqual(4);
});

test("[ID4] while Redis is away a node limits by its own count", async () => {
  const clock = new TestClock();
  const node = await openNode(await openRedis("prepared"), { clock });
  const key = freshId();
  expect(await node.limits.take(key, TIGHT)).toBe(0);
  expect(await node.limits.take(key, TIGHT)).toBe(1_000);
  await clock.advance(1_000);
  expect(await node.limits.take(key, TIGHT)).toBe(0);
});

test("[DU6] an emptied Redis is noticed: new generation, presence unknown until a lease has passed", async () => {
  const redis = await openRedis();
  const clock = new TestClock();
  const [a, b] = [
    await openNode(redis, { nodeId: "node-a", clock, patient: true }),
    await openNode(redis, { nodeId: "node-b", clock, patient: true }),
  ];
  const match = freshId();
  const [left, right] = [entry({ nodeId: "node-a" }), entry({ nodeId: "node-b", seat: 1 })];
  await a.presence.arrive(match, left);
  await b.presence.arrive(match, right);
  expect((await a.presence.read(match))?.seats).toMatchObject([{ here: true }, { here: true }]);
  const generation = await a.generation();
  await redis.flush();
  expect(await a.presence.read(match)).toBeNull();
  // One node has come back to the board, the other not yet: its player has not left because of that.
  await a.presence.arrive(match, left);
  for (const node of [a, b]) expect(await node.presence.read(match)).toBeNull();
  const renewed = await a.generation();
  expect(renewed).not.toBe(generation);
  expect(await b.generation()).toBe(renewed);
  await clock.advance(PRESENCE_LEASE_MS - 1);
  await a.presence.arrive(match, left);
  await b.presence.arrive(match, right);
  for (const node of [a, b]) expect(await node.presence.read(match)).toBeNull();
  const gaps = [a.gaps(), b.gaps()];
  await clock.advance(1);
  // Whoever was told "unknown" is told when to ask again.
  expect([a.gaps(), b.gaps()]).toStrictEqual(gaps.map((before) => before + 1));
  for (const node of [a, b]) {
    expect((await node.presence.read(match))?.seats).toMatchObject([{ here: true }, { here: true }]);
  }
});

test("[DU6] an emptied board is unknown to a node that renews before anybody asked for the generation", async () => {
  const redis = await openRedis();
  const clock = new TestClock();
  const [a, b] = [
    await openNode(redis, { nodeId: "node-a", clock, patient: true }),
    await openNode(redis, { nodeId: "node-b", clock, patient: true }),
  ];
  const match = freshId();
  const [left, right] = [entry({ nodeId: "node-a" }), entry({ nodeId: "node-b", seat: 1 })];
  await a.presence.arrive(match, left);
  await b.presence.arrive(match, right);
  await redis.flush();
  await a.presence.arrive(match, left);
  for (const node of [b, a]) expect(await node.presence.read(match)).toBeNull();
});

test("[DU6] after a restart from an old snapshot nobody is gone because of its old leases", async () => {
  const redis = await openRedis();
  const clock = new TestClock();
  const node = await openNode(redis, { clock, patient: true });
  const [match, who] = [freshId(), entry()];
  await node.presence.arrive(match, who);
  const generation = await node.generation();
  await redis.ask("SAVE");
  await redis.kill();
  await eventually(async () => (await node.generation()) === null);
  await clock.advance(3_600_000);
  await redis.start();
  await expectWorking(node);
  const returned = clock.now();
  // The snapshot is back, generation key included; only the run of the process tells that time has passed.
  expect(await redis.ask("HLEN", `holdfast:{${match}}:seats`)).toBe("2");
  expect(await node.generation()).not.toBe(generation);
  expect(await node.presence.read(match)).toBeNull();
  await clock.advance(PRESENCE_LEASE_MS);
  // Whoever did not come back in a whole lease is away since its end, not since an hour ago.
  expect((await node.presence.read(match))?.seats).toMatchObject([
    { here: false, awaySince: returned + PRESENCE_LEASE_MS },
  ]);
});

test("[DU6] a shard of timers that lost its contents alone makes the store take a new generation", async () => {
  const redis = await openRedis();
  const [a, b] = [
    await openNode(redis, { nodeId: "node-a", patient: true }),
    await openNode(redis, { nodeId: "node-b", patient: true }),
  ];
  const claim = (node: Node) => node.timers.claimDue(1, 1, 100);
  for (const node of [a, b, a, b]) await claim(node);
  const generation = await a.generation();
  await claim(a);
  expect(await a.generation()).toBe(generation);
  await redis.ask("DEL", "holdfast:{timers2}:due", "holdfast:{timers2}:mark");
  await claim(a);
  const renewed = await eventually(async () => {
    const now = await a.generation();
    return now !== generation && now;
  });
  // Both settle on the same one.
  for (const node of [b, a, b, a]) await claim(node);
  expect(await b.generation()).toBe(renewed);
  expect(await a.generation()).toBe(renewed);
});

test("[DU6] a match's board that was lost alone makes the store take a new generation", async () => {
  const redis = await openRedis();
  const node = await openNode(redis, { patient: true });
  const [match, who] = [freshId(), entry()];
  await node.presence.arrive(match, who);
  await node.presence.arrive(match, who);
  const generation = await node.generation();
  await redis.ask("DEL", `holdfast:{${match}}:seats`);
  expect(await node.presence.read(match)).toBeNull();
  await node.presence.arrive(match, who);
  expect(await node.generation()).not.toBe(generation);
});

test("[DU7] after Redis was emptied the other nodes are not taken for dead", async () => {
  const redis = await openRedis();
  const clock = new TestClock();
  const [a, b] = [
    await openNode(redis, { nodeId: "node-a", clock, patient: true }),
    await openNode(redis, { nodeId: "node-b", clock, patient: true }),
  ];
  await a.nodes.beat("node-a", 6_000);
  await b.nodes.beat("node-b", 6_000);
  await redis.flush();
  expect(await a.nodes.live()).toBeNull();
  await a.nodes.beat("node-a", 6_000);
  expect(await a.nodes.live()).toBeNull();
  await clock.advance(6_000);
  await a.nodes.beat("node-a", 6_000);
  await b.nodes.beat("node-b", 6_000);
  expect((await a.nodes.live())?.toSorted()).toStrictEqual(["node-a", "node-b"]);
});

test("[DU6] a Redis that may only be read counts as away, and its return is noticed", async () => {
  const redis = await openRedis();
  const node = await openNode(redis);
  await expectWorking(node);
  await redis.ask("REPLICAOF", "127.0.0.1", "1");
  await eventually(() => summary(node).length > 0);
  // A replica still passes messages on, so following asks it.
  await expectAwayAtOnce(node, "follow");
  await redis.ask("REPLICAOF", "NO", "ONE");
  await expectWorking(node);
  await expectOutagesLogged(node);
});

test("[OP1] closed during an outage, a node is silent for good", async () => {
  const redis = await openRedis("prepared");
  const node = await openNode(redis);
  await node.close();
  await redis.start();
  await expectAwayAtOnce(node);
  expect(summary(node)).toHaveLength(1);
});
