/** What nodes on one Redis Cluster are to each other, and what becomes of them when a master of it is away. */
import { expect, test } from "vitest";
import { PRESENCE_LEASE_MS, topicOf } from "../../apps/server/src/ports.js";
import { eventually } from "../support/eventually.js";
import type { RedisProcess } from "../support/redis-process.js";
import { TestClock } from "../support/test-clock.js";
import { freshId } from "./coordination.js";
import { atOnce, bounded, callsOf } from "./coordination-calls.js";
import { ACCEPTED } from "./coordination-dedupe.js";
import { entry } from "./coordination-presence.js";
import { type Node, redisFixture } from "./coordination-redis-fixture.js";
import { heardBy, presenceOf } from "./coordination-wakeups.js";

const { openCluster, openNode } = redisFixture();
type Cluster = Awaited<ReturnType<typeof openCluster>>;

const outcomeKey = (player: string) => `holdfast:{${player}}:outcome:x`;

/** Players whose keys these masters keep, one for each. */
async function playersOf(cluster: Cluster, masters: readonly RedisProcess[]): Promise<readonly string[]> {
  return Promise.all(masters.map((master) => eventually(() => playerOf(cluster, master), { everyMs: 0 })));
}
async function playerOf(cluster: Cluster, master: RedisProcess): Promise<string | false> {
  const player = freshId();
  return (await cluster.keeperOf(outcomeKey(player))) === master && player;
}

async function expectRemembering(node: Node, player: string): Promise<void> {
  await eventually(async () => {
    const msg = freshId();
    await node.dedupe.remember(player, msg, ACCEPTED);
    expect(await node.dedupe.recall(player, msg)).toStrictEqual(ACCEPTED);
    return true;
  });
}

test("[DU6.2] on a cluster too the recalls of one instant cost one round trip to each master", async () => {
  const cluster = await openCluster();
  const a = await openNode(cluster, { clock: new TestClock(), patient: true });
  const counts = (name: string) =>
    Promise.all(
      cluster.masters.map(async (master) =>
        Number(new RegExp(`${name}:(\\d+)`).exec(await master.ask("INFO", "stats"))?.[1]),
      ),
    );
  const rose = async (name: string, before: readonly number[]) =>
    (await counts(name)).map((count, i) => count - (before[i] ?? 0));
  const players = Array.from({ length: 200 }, freshId);
  const msg = freshId();
  await Promise.all(players.map((player) => a.dedupe.remember(player, msg, ACCEPTED)));
  const commands = await counts("total_commands_processed");
  const roundTrips = await counts("total_reads_processed");
  const recalled = await Promise.all(players.map((player) => a.dedupe.recall(player, msg)));
  expect(recalled).toStrictEqual(players.map(() => ACCEPTED));
  // Every master was asked much, and read from a few times. Asking for the counts is itself some of both.
  expect(Math.min(...(await rose("total_commands_processed", commands)))).toBeGreaterThan(30);
  expect(Math.max(...(await rose("total_reads_processed", roundTrips)))).toBeLessThan(15);
});

test("[DU6.2] wake-ups reach nodes that listen at another master, whole and in order", async () => {
  const cluster = await openCluster();
  const nodes = await Promise.all([1, 2, 3, 4].map((i) => openNode(cluster, { nodeId: `node-${i}`, patient: true })));
  const [publisher, ...listeners] = nodes;
  const matches = Array.from({ length: 100 }, freshId);
  const heard = listeners.map((node) => heardBy(node.wakeups));
  await Promise.all(listeners.flatMap((node) => matches.map((match) => node.wakeups.follow(match))));
  for (const match of matches) publisher?.wakeups.publish(presenceOf(match));
  await eventually(() => heard.every((messages) => messages.length >= matches.length));
  for (const messages of heard) expect(messages.map(topicOf)).toStrictEqual(matches);
});

test("[DU6.2] a master killed without a replica takes only its own keys with it, and is used again when it is back", async () => {
  const cluster = await openCluster();
  const node = await openNode(cluster);
  const [victim, ...others] = cluster.masters as [RedisProcess, ...RedisProcess[]];
  const [lost = "", ...kept] = await playersOf(cluster, [victim, ...others]);
  for (const player of [lost, ...kept]) await expectRemembering(node, player);
  // Else the others refuse everything as soon as they know of the death, as is Redis's default.
  for (const master of others) await master.ask("CONFIG", "SET", "cluster-require-full-coverage", "no");
  await victim.kill();
  await eventually(() => node.log.lines.length > 0);
  expect(await atOnce("recall", node.dedupe.recall(lost, "x"))).toBeNull();
  for (const player of kept) await expectRemembering(node, player);
  await expect(node.ping()).rejects.toThrow("Redis is away");
  expect(node.log.lines[0]).toMatchObject({ level: "warn", message: "Redis is away; play goes on without it" });
  await victim.start();
  await expectRemembering(node, lost);
  await eventually(() => node.ping().then(() => true));
  await eventually(() => node.log.lines.at(-1)?.message === "Redis is back");
});

test("[DU6.2] while a cluster refuses everything, or all of it is dead, every call is answered, and the return is noticed", async () => {
  const cluster = await openCluster();
  const node = await openNode(cluster);
  const [victim, ...others] = cluster.masters as [RedisProcess, ...RedisProcess[]];
  const everyCall = () => Promise.all(callsOf(node).map(({ name, make }) => bounded(name, make())));
  await victim.kill();
  await eventually(async () => {
    await everyCall();
    return (await others[0]?.ask("CLUSTER", "INFO"))?.includes("cluster_state:fail");
  });
  await eventually(async () => (await node.dedupe.recall("p", "m")) === null);
  await Promise.all(others.map((master) => master.kill()));
  await eventually(async () => (await node.generation()) === null);
  for (const { name, make, whenAway } of callsOf(node)) {
    expect([name, await atOnce(name, make())]).toStrictEqual([name, whenAway]);
  }
  const gaps = node.gaps();
  await Promise.all(cluster.masters.map((master) => master.start()));
  await eventually(() => node.ping().then(() => true), { withinMs: 20_000 });
  await expectRemembering(node, freshId());
  await eventually(() => node.gaps() > gaps);
});

test("[DU6.2] a replica that takes over is found by itself, and nobody is gone because of what it did not get", async () => {
  const cluster = await openCluster({ replicas: true });
  const clock = new TestClock();
  const node = await openNode(cluster, { clock, patient: true });
  const [match, who] = [freshId(), entry()];
  await node.presence.arrive(match, who);
  expect((await node.presence.read(match))?.seats).toMatchObject([{ here: true }]);
  const generation = await node.generation();
  const victim = await cluster.keeperOf(`holdfast:{${match}}:seats`);
  await victim.kill();
  // Time of the node's own: it looks again at who keeps what every second of it.
  await eventually(
    async () => {
      await clock.advance(1_000);
      return node.ping().then(() => true);
    },
    { withinMs: 25_000, everyMs: 50 },
  );
  expect(await cluster.keeperOf(`holdfast:{${match}}:seats`)).not.toBe(victim);
  expect(await node.generation()).not.toBe(generation);
  expect(await node.presence.read(match)).toBeNull();
  await node.presence.arrive(match, who);
  await clock.advance(PRESENCE_LEASE_MS);
  await node.presence.arrive(match, who);
  expect((await node.presence.read(match))?.seats).toMatchObject([{ here: true }]);
  await expectRemembering(node, freshId());
});

test("[DU6.2] a slot that moves to another master is followed there", async () => {
  const cluster = await openCluster();
  const node = await openNode(cluster);
  const [from, to, ...rest] = cluster.masters as [RedisProcess, RedisProcess, RedisProcess];
  const [player = ""] = await playersOf(cluster, [from]);
  const slot = await from.ask("CLUSTER", "KEYSLOT", outcomeKey(player));
  const id = await to.ask("CLUSTER", "MYID");
  for (const master of [to, from, ...rest]) await master.ask("CLUSTER", "SETSLOT", slot, "NODE", id);
  expect(await cluster.keeperOf(outcomeKey(player))).toBe(to);
  await expectRemembering(node, player);
  // A redirection is no outage.
  expect(node.log.lines).toStrictEqual([]);
});
