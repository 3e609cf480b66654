/** One node loses Redis, the others do not: what they see of its players on the board is no evidence against them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { PRESENCE_LEASE_MS } from "../../apps/server/src/ports.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { RedisProcess } from "../support/redis-process.js";
import { SilentProxy } from "../support/silent-proxy.js";
import { startedMatch, type Watch } from "../support/stock-player.js";
import { startTestNode } from "../support/test-node.js";

const GRACE_MS = 2_000;
const PATIENT = { withinMs: 60_000 };
const ENV = { PRESENCE_DEBOUNCE: "0.05" };

let database: OwnDatabase;
let redis: RedisProcess;
let proxy: SilentProxy;
beforeAll(async () => {
  [database, redis] = await Promise.all([ownDatabase(), RedisProcess.start()]);
  proxy = await SilentProxy.open(redis.port);
});
afterAll(async () => {
  await proxy.close();
  await Promise.all([redis.stop(), database[Symbol.asyncDispose]()]);
});

const presenceOf = (watch: Watch, seat: number) => watch.frames.at(-1)?.seats[seat]?.presence;

test("[SY3] [DU6] nobody is given up who is connected to a node that cannot say so, and who does leave afterwards is", async () => {
  await using blind = await startTestNode({ databaseUrl: database.url, redisUrl: proxy.url, env: ENV });
  await using other = await startTestNode({ databaseUrl: database.url, redisUrl: redis.url, env: ENV });
  const options = { turnMs: 0, graceMs: GRACE_MS, onGraceExpired: "forfeit" };
  await using match = await startedMatch(blind.url, options, other.url);
  const [anna, bob] = [match.anna.watch(match.matchId), match.bob.watch(match.matchId)];
  await eventually(() => presenceOf(anna, 1) === "here" && presenceOf(bob, 0) === "here", PATIENT);
  proxy.goDeaf();
  // Anna's lease on the board runs out, and after it any grace that counted.
  const goneAt = Date.now() + PRESENCE_LEASE_MS + 4 * GRACE_MS;
  await eventually(() => Date.now() >= goneAt, PATIENT);
  expect(bob.latest().version).toBe(2);
  expect(presenceOf(bob, 0)).toBe("here");
  proxy.hear();
  const rows = await eventually(async () => {
    const found = await database.sql`SELECT cause FROM outages`;
    return found.length > 0 && found;
  }, PATIENT);
  expect(rows.map(({ cause }) => cause)).toEqual(["presence"]);
  expect(bob.latest().version).toBe(2);
  // The twin: an absence that all can see.
  await match.anna.close();
  expect(await bob.reaches(3)).toMatchObject({ status: "finished", lastMove: { kind: "absence" } });
}, 120_000);
