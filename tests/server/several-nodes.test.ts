/** Several nodes, no owner: what reaches whom when messages between them are lost, forged, or never sent. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { RedisProcess } from "../support/redis-process.js";
import { SilentProxy } from "../support/silent-proxy.js";
import { granted, StockPlayer, startedMatch, verdict } from "../support/stock-player.js";
import { TestClock } from "../support/test-clock.js";
import { startTestNode } from "../support/test-node.js";

const ANTI_ENTROPY_MS = 997;
const SEATS_ASKED_MS = 4_987;

let database: OwnDatabase;
let redis: RedisProcess;
beforeAll(async () => {
  [database, redis] = await Promise.all([ownDatabase(), RedisProcess.start()]);
});
afterAll(async () => {
  await redis.stop();
  await database[Symbol.asyncDispose]();
});

/** A clock that starts at the real time, as tokens of other nodes need it, and stands still. */
const stillClock = () => new TestClock(Date.now());

/** Two nodes; of the second nothing happens by itself, and its way to Redis can be broken. */
async function openTwo() {
  const proxy = await SilentProxy.open(redis.port);
  const clock = stillClock();
  const one = await startTestNode({ databaseUrl: database.url, redisUrl: redis.url });
  const two = await startTestNode({ databaseUrl: database.url, redisUrl: proxy.url, clock });
  const close = async () => {
    await Promise.all([one.stop(), two.stop()]);
    await proxy.close();
  };
  return { one, two, clock, proxy, [Symbol.asyncDispose]: close };
}

/** Everything that was on its way to a player's node has been dealt with: an answer came back behind it. */
async function roundTrip(player: StockPlayer): Promise<void> {
  for (let i = 0; i < 5; i += 1) await player.api.session.me.query();
}

describe("a move made on another node", () => {
  test("[DU7.1] is seen within the second though no message is ever sent, because storage is asked", async () => {
    const clock = stillClock();
    await using one = await startTestNode({ databaseUrl: database.url });
    await using two = await startTestNode({ databaseUrl: database.url, clock });
    await using match = await startedMatch(one.url, {}, two.url);
    const bob = match.bob.watch(match.matchId);
    await bob.reaches(2);
    granted(await match.anna.mark(match.matchId, 4, 2));
    await roundTrip(match.bob);
    expect(bob.latest().version).toBe(2);
    await clock.advance(ANTI_ENTROPY_MS);
    await bob.reaches(3);
  });

  test("[DU7.1] and missed while the way to Redis was broken is read as soon as it is whole again", async () => {
    await using nodes = await openTwo();
    await using match = await startedMatch(nodes.one.url, {}, nodes.two.url);
    const bob = match.bob.watch(match.matchId);
    await bob.reaches(2);
    nodes.proxy.swallow();
    granted(await match.anna.mark(match.matchId, 4, 2));
    await roundTrip(match.bob);
    expect(bob.latest().version).toBe(2);
    // The clock of that node stands still: no round of its own has asked storage.
    nodes.proxy.cut();
    await bob.reaches(3);
  });

  test("[DU7.1] is seen at once where the message arrives", async () => {
    await using nodes = await openTwo();
    await using match = await startedMatch(nodes.one.url, {}, nodes.two.url);
    const bob = match.bob.watch(match.matchId);
    await bob.reaches(2);
    granted(await match.anna.mark(match.matchId, 4, 2));
    await bob.reaches(3);
  });
});

describe("what nodes tell each other", () => {
  const say = (matchId: string, wakeup: object | string) => {
    const text =
      typeof wakeup === "string" ? wakeup : JSON.stringify({ from: "forged", wakeup: { matchId, ...wakeup } });
    return redis.ask("PUBLISH", `holdfast:{${matchId}}:wakeups`, text);
  };

  test("[ID5] is believed only as far as storage bears it out: forged news change nothing and end nothing", async () => {
    await using nodes = await openTwo();
    await using match = await startedMatch(nodes.one.url, {}, nodes.two.url);
    const { matchId } = match;
    const watches = [match.anna.watch(matchId), match.bob.watch(matchId)];
    await Promise.all(watches.map((watch) => watch.reaches(2)));
    const [anna, bob] = [match.anna.session.playerId, match.bob.session.playerId];
    for (const forged of [
      { kind: "version", epoch: 1, version: 1_000_000 },
      { kind: "version", epoch: 99, version: 3 },
      { kind: "seat", seat: 0, playerId: anna, sessionNo: 1_000_000 },
      { kind: "seat", seat: 1, playerId: bob, sessionNo: 1_000_000 },
      { kind: "presence" },
      "not even JSON",
    ]) {
      // Both nodes listen there: what is forged is delivered.
      expect(await say(matchId, forged)).toBe("2");
    }
    granted(await match.anna.mark(matchId, 4, 2));
    await Promise.all(watches.map((watch) => watch.reaches(3)));
    granted(await match.bob.mark(matchId, 0, 3));
    await Promise.all(watches.map((watch) => watch.reaches(4)));
    expect(watches.flatMap(({ errors }) => errors)).toEqual([]);
    expect([...match.anna.closes, ...match.bob.closes]).toEqual([]);
    const versions = watches.map(({ states }) => states.map(({ version }) => version));
    for (const seen of versions) expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test("[ID5] and says the truth is acted upon: the twin of the forged takeover", async () => {
    await using nodes = await openTwo();
    await using match = await startedMatch(nodes.one.url, {}, nodes.two.url);
    const bob = match.bob.watch(match.matchId);
    await bob.reaches(2);
    const newer = match.bob.again(nodes.one.url);
    await newer.watch(match.matchId).reaches(2);
    await eventually(() => bob.errors.length > 0);
    expect(bob.errors[0]?.data).toMatchObject({ rejection: { code: "superseded" } });
    await newer.close();
  });
});

describe("a seat taken over on another node", () => {
  test("[SY10] is found out by a node that gets no notice at all; until then its moves are fenced like all", async () => {
    const clock = stillClock();
    await using one = await startTestNode({ databaseUrl: database.url });
    await using two = await startTestNode({ databaseUrl: database.url, clock });
    await using match = await startedMatch(one.url, {}, two.url);
    const { matchId } = match;
    const old = match.bob.watch(matchId);
    await old.reaches(2);
    const newer = match.bob.again(one.url);
    const fresh = newer.watch(matchId);
    await fresh.reaches(2);
    granted(await match.anna.mark(matchId, 4, 2));
    granted(await newer.mark(matchId, 0, 3));
    await roundTrip(match.bob);
    expect(old.errors).toEqual([]);
    // It is the same player, and the log has moved on.
    expect(verdict(await match.bob.mark(matchId, 1, 2))).toMatch(/^stale_version|^invalid_turn/);
    await clock.advance(SEATS_ASKED_MS);
    await eventually(() => old.errors.length > 0);
    expect(old.errors[0]?.data).toMatchObject({ rejection: { code: "superseded", recovery: "none" } });
    expect(fresh.errors).toEqual([]);
    await newer.close();
  });

  test("[SY10] is found out by a node that missed the notice, as soon as its way to Redis is whole again", async () => {
    await using nodes = await openTwo();
    await using match = await startedMatch(nodes.one.url, {}, nodes.two.url);
    const old = match.bob.watch(match.matchId);
    await old.reaches(2);
    nodes.proxy.swallow();
    const newer = match.bob.again(nodes.one.url);
    await newer.watch(match.matchId).reaches(2);
    await roundTrip(match.bob);
    expect(old.errors).toEqual([]);
    nodes.proxy.cut();
    await eventually(() => old.errors.length > 0);
    await newer.close();
  });
});

describe("observers on different nodes", () => {
  test("[MT3] are one audience: everybody on every node is told the same number", async () => {
    await using one = await startTestNode({ databaseUrl: database.url, redisUrl: redis.url });
    await using two = await startTestNode({ databaseUrl: database.url, redisUrl: redis.url });
    await using match = await startedMatch(one.url, {}, two.url);
    const { matchId } = match;
    const players = [match.anna.watch(matchId), match.bob.watch(matchId)];
    const { token } = granted(await match.anna.api.match.observe.mutate({ key: match.grant.watchKey }));
    const audience = [one.url, one.url, two.url].map((url) =>
      StockPlayer.withToken(url, { playerId: "", name: "", token }),
    );
    const seats = audience.map((observer) => observer.watch(matchId));
    const told = (count: number) =>
      eventually(() => [...players, ...seats].every(({ frames }) => frames.at(-1)?.spectators === count), {
        withinMs: 15_000,
      });
    await told(3);
    seats.pop()?.stop();
    await audience.pop()?.close();
    await told(2);
    await Promise.all(audience.map((observer) => observer.close()));
  });
});
