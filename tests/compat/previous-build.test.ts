/**
 * The server of the release before this one, in processes of its own, beside today's: one database, one Redis. What
 * this shows: a node of either build serves matches that the other has begun, in turn and at once, before and after
 * today's migrations; what one publishes the other understands or does without; and the older one starts again on the
 * newer schema. It does not show what the older build's libraries did: those of today are used.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { RedisProcess } from "../support/redis-process.js";
import { gapsOf, SdkPlayer } from "../support/sdk-player.js";
import { runVerify } from "../support/run-verify.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";
import { granted, startedMatch, StockPlayer } from "../support/stock-player.js";
import { previousMain } from "./previous-build.js";

let database: OwnDatabase;
let redis: RedisProcess;
beforeAll(async () => {
  [database, redis] = await Promise.all([ownDatabase(), RedisProcess.start()]);
});
afterAll(async () => {
  await redis.stop();
  await database[Symbol.asyncDispose]();
});

const env = () => ({
  DATABASE_URL: database.url,
  REDIS_URL: redis.url,
  RATE_LIMITS: "off",
  TOKEN_SECRET: "a secret that both builds were given",
  LOG_LEVEL: "info",
});
const startPrevious = () => spawnServer({ env: env(), main: previousMain() });
const startCurrent = () => spawnServer({ env: env() });

const CELLS = [0, 1, 2, 4, 3, 5, 7, 6] as const;

/** Plays a match whose players are at different nodes, from the first to the last turn given. */
async function playOn(match: Awaited<ReturnType<typeof startedMatch>>, turns: readonly number[]): Promise<void> {
  const watches = [match.anna.watch(match.matchId), match.bob.watch(match.matchId)];
  for (const turn of turns) {
    const mover = turn % 2 === 0 ? match.anna : match.bob;
    granted(await mover.mark(match.matchId, CELLS[turn] ?? 0, 2 + turn));
    await Promise.all(watches.map((watch) => watch.reaches(3 + turn)));
  }
  for (const watch of watches) watch.stop();
}

/** Both builds wrote to this log, each in its own form, and it is sound to the last commit. */
async function expectSoundInBothForms(matchId: string): Promise<void> {
  const forms = await database.sql`
    SELECT DISTINCT hashes IS NULL AS as_text FROM commit_rows WHERE match_id = ${matchId} ORDER BY 1`;
  expect(forms.map((row) => row["as_text"])).toEqual([false, true]);
  expect(await runVerify([matchId], { DATABASE_URL: database.url })).toMatchObject({ code: 0 });
}

/** No node has taken a log that the other wrote for a broken one. */
function expectNoCorruption(...servers: readonly SpawnedServer[]): void {
  for (const { output } of servers) expect(output).not.toMatch(/does not verify|frozen|nobody caught/);
}

test("[DU9.1] a match is played by a node of the previous build and one of this build in turn, and begun by either", async () => {
  await using before = await startPrevious();
  const begun = await startedMatch(before.url, { bestOf: 3 });
  await playOn(begun, [0, 1]);
  await using now = await startCurrent();
  // The one that was begun before this build's migrations: its second player comes to the new node.
  const mixed = { ...begun, bob: begun.bob.again(now.url) };
  await playOn(mixed, [2, 3, 4]);
  const other = await startedMatch(now.url, { bestOf: 3 }, before.url);
  await playOn(other, [0, 1, 2, 3]);
  await Promise.all([begun.bob.close(), mixed.close(), other.close()]);
  await expectSoundInBothForms(begun.matchId);
  await expectSoundInBothForms(other.matchId);
  expectNoCorruption(before, now);
});

test("[DU9.1] a node of the previous build starts again on the newer schema and goes on with what this build wrote", async () => {
  await using now = await startCurrent();
  const match = await startedMatch(now.url, { bestOf: 3 });
  await playOn(match, [0, 1, 2]);
  await using before = await startPrevious();
  const back = { ...match, anna: match.anna.again(before.url) };
  await playOn(back, [3, 4, 5]);
  await now.stop();
  const alone = { ...back, bob: StockPlayer.withToken(before.url, match.bob.session) };
  await playOn(alone, [6, 7]);
  await Promise.all([match.close(), back.close(), alone.close()]);
  await expectSoundInBothForms(match.matchId);
  expectNoCorruption(before, now);
});

test("[DU9.1] a deadline that the previous build set is found by this one, as soon as a node of it starts", async () => {
  const before = await startPrevious();
  await using first = await startCurrent();
  const match = await startedMatch(before.url, { turnMs: 60_000 });
  const deadlines = () => database.sql`
    SELECT deadline, check_at FROM matches WHERE match_id = ${match.matchId}`;
  expect(await deadlines()).toEqual([{ deadline: expect.any(String), check_at: null }]);
  await before.dispose();
  await using last = await startCurrent();
  const [row] = await deadlines();
  expect(row?.["check_at"]).toBe(row?.["deadline"]);
  await match.close();
  expectNoCorruption(first, last);
});

/** Two on today's SDK play four moves; the second comes by an address of its own. @returns the texts they heard */
async function playBySdk(urls: readonly [string, string]): Promise<readonly string[]> {
  const anna = new SdkPlayer<"tic-tac-toe">(urls[0], "Anna");
  const bob = new SdkPlayer<"tic-tac-toe">(urls[1], "Bob");
  await anna.create("tic-tac-toe", { turnMs: 0 });
  await bob.join(anna.match.code);
  for (const [turn, cell] of CELLS.slice(0, 4).entries()) {
    await Promise.all([anna, bob].map((player) => player.reaches(2 + turn)));
    await (turn % 2 === 0 ? anna : bob).play({ type: "move", cell });
  }
  await Promise.all([anna, bob].map((player) => player.reaches(6)));
  expect([...gapsOf(anna), ...gapsOf(bob)]).toEqual([]);
  expect(anna.view.board).toEqual(bob.view.board);
  for (const player of [anna, bob]) player.close();
  return [...anna.heard, ...bob.heard];
}
const PATCH = /"data":\{"json":\[/;

test("[DU9.1] [SY9.1] today's SDK plays on a node of the previous build, which refuses to be asked for patches, and at one of each", async () => {
  await using before = await startPrevious();
  const alone = await playBySdk([before.url, before.url]);
  expect(alone.some((text) => PATCH.test(text))).toBe(false);
  await using now = await startCurrent();
  const mixed = await playBySdk([before.url, now.url]);
  expect(mixed.some((text) => PATCH.test(text))).toBe(true);
});
