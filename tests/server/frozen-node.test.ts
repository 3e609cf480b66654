/** A node that is frozen in the middle of its work and wakes up long after: it believes nothing it remembers. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { RedisProcess } from "../support/redis-process.js";
import { SilentProxy } from "../support/silent-proxy.js";
import { spawnServer } from "../support/spawn-server.js";
import { granted, postJson, StockPlayer, startedMatch, verdict } from "../support/stock-player.js";

let database: OwnDatabase;
let redis: RedisProcess;
beforeAll(async () => {
  [database, redis] = await Promise.all([ownDatabase(), RedisProcess.start()]);
});
afterAll(async () => {
  await redis.stop();
  await database[Symbol.asyncDispose]();
});

const CELLS = [0, 1, 2, 4, 3, 5, 7, 6] as const;
const LEASE_IS_OVER = { withinMs: 40_000, everyMs: 100 } as const;

const logOf = (matchId: string) => database.sql`
  SELECT version, msg_id, parent_hash, hash FROM commits WHERE match_id = ${matchId} ORDER BY version`;

/** Asked over HTTP, so that the question is there before the node wakes up. */
async function versionServed(url: string, token: string, matchId: string): Promise<unknown> {
  const { body } = await postJson(`${url}/trpc/match.resume`, { json: { matchId } }, token);
  return (body as { result: { data: { json: { value: { state: { version: number } } } } } }).result.data.json.value
    .state.version;
}

test("[DU9.3] a node frozen in the middle of moves writes nothing stale when it wakes, and serves nothing stale", async () => {
  const env = {
    DATABASE_URL: database.url,
    RATE_LIMITS: "off",
    TOKEN_SECRET: "a secret that both nodes were given",
  };
  const proxy = await SilentProxy.open(redis.port);
  await using sleeper = await spawnServer({ env: { ...env, REDIS_URL: proxy.url } });
  await using other = await spawnServer({ env: { ...env, REDIS_URL: redis.url } });
  const matches = await Promise.all(
    Array.from({ length: 8 }, () => startedMatch(sleeper.url, { bestOf: 3 }, other.url)),
  );
  const [first] = matches;
  if (first === undefined) throw new Error("there are matches");
  const observers = await Promise.all(
    matches.map(async ({ anna, grant }) => granted(await anna.api.match.observe.mutate({ key: grant.watchKey })).token),
  );
  const observer = StockPlayer.withToken(sleeper.url, { playerId: "", name: "", token: observers[0] ?? "" });
  observer.watch(first.matchId);
  const audience = first.bob.watch(first.matchId);
  await eventually(() => audience.frames.at(-1)?.spectators === 1);

  const msgIds = matches.map(() => randomUUID());
  const inFlight = matches.map(({ anna, matchId }, i) =>
    anna.mark(matchId, CELLS[0], 2, msgIds[i]).then(verdict, () => "no answer"),
  );
  sleeper.freeze();
  // No message that waits for it will tell it what has happened.
  proxy.swallow();
  // The players go elsewhere, send again what was not answered, and play on.
  const played = matches.map((match, i) => ({ ...match, anna: match.anna.again(other.url), msgId: msgIds[i] ?? "" }));
  for (const { anna, matchId, msgId } of played) granted(await anna.mark(matchId, CELLS[0], 2, msgId));
  for (let turn = 1; turn < CELLS.length; turn += 1) {
    for (const { anna, bob, matchId } of played)
      granted(await (turn % 2 === 0 ? anna : bob).mark(matchId, CELLS[turn] ?? 0, 2 + turn));
  }
  const logs = await Promise.all(played.map(({ matchId }) => logOf(matchId)));
  // Long enough for what it had said of itself to run out: whoever watches there counts no more.
  await eventually(() => audience.frames.at(-1)?.spectators === 0, LEASE_IS_OVER);
  const served = [
    ...played.map(({ matchId }, i) => versionServed(sleeper.url, observers[i] ?? "", matchId)),
    ...played.map(({ anna, matchId }) => versionServed(sleeper.url, anna.session.token, matchId)),
  ];
  sleeper.thaw();
  expect(await Promise.all(served)).toEqual(served.map(() => 10));
  // What was under way is answered with the truth, or its connection was given up.
  for (const answer of await Promise.all(inFlight)) expect(["accepted", "no answer"]).toContain(answer);
  await eventually(() => sleeper.output.includes("stood still"));
  const woken = played.map(({ anna }) => anna.again(sleeper.url));
  for (const [i, { matchId, msgId }] of played.entries()) {
    const again = granted(await (woken[i] ?? first.anna).mark(matchId, CELLS[0], 2, msgId));
    expect(again).toMatchObject({ version: 3, duplicate: true });
  }
  expect(await Promise.all(played.map(({ matchId }) => logOf(matchId)))).toEqual(logs);
  for (const log of logs) expect(log.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  await Promise.all([...matches, ...played].map((match) => match.close()));
  await Promise.all([...woken.map((player) => player.close()), observer.close(), proxy.close()]);
}, 120_000);
