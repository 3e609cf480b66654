/** Old matches go, on real nodes: by themselves, by an administrator, and never one that is being played. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN_SECRET, administrator } from "../support/admin.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { granted, startedMatch } from "../support/stock-player.js";
import { TestClock } from "../support/test-clock.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

const DAY = 86_400_000;
let database: OwnDatabase;
let node: TestNode;
const clock = new TestClock();
beforeAll(async () => {
  database = await ownDatabase();
  const env = { ADMIN_SECRET, RETENTION_DAYS: "2" };
  node = await startTestNode({ databaseUrl: database.url, clock, env });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});

async function finishedMatch() {
  const match = await startedMatch(node.url);
  const { matchId } = match;
  granted(await match.anna.api.match.resign.mutate({ msgId: randomUUID(), matchId }));
  return match;
}
async function endedDaysAgo(matchId: string, days: number): Promise<void> {
  await database.sql`UPDATE matches SET ended_at = ${clock.now() - days * DAY} WHERE match_id = ${matchId}`;
}
async function rowsOf(matchId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of ["matches", "commits", "seats", "match_results"]) {
    const [row] = await database.sql.unsafe(`SELECT count(*)::int AS n FROM ${table} WHERE match_id = $1`, [matchId]);
    counts[table] = row?.["n"];
  }
  return counts;
}
const KEPT = { matches: 1, commits: 3, seats: 2, match_results: 1 };
const GONE = { matches: 0, commits: 0, seats: 0, match_results: 1 };

describe("retention", () => {
  test("[MT9.1, MT9] a finished match goes by itself after its days, its result stays, a running one stays whole", async () => {
    await using over = await finishedMatch();
    await using spoilt = await startedMatch(node.url, { turnMs: 0 });
    await using running = await startedMatch(node.url, { turnMs: 0 });
    await using recent = await finishedMatch();
    await endedDaysAgo(over.matchId, 2.01);
    await endedDaysAgo(recent.matchId, 1.99);
    // What is wrong with its row is for whoever plays it to hear; here it is no match that is over.
    await endedDaysAgo(spoilt.matchId, 9);
    expect(await rowsOf(over.matchId)).toEqual(KEPT);
    await clock.advance(62_000);
    await eventually(async () => (await rowsOf(over.matchId))["matches"] === 0);
    expect(await rowsOf(over.matchId)).toEqual(GONE);
    expect(await rowsOf(recent.matchId)).toEqual(KEPT);
    expect(await rowsOf(spoilt.matchId)).toMatchObject({ matches: 1, commits: 2 });
    expect(await rowsOf(running.matchId)).toMatchObject({ matches: 1, commits: 2, seats: 2 });
    granted(await running.anna.mark(running.matchId, 4, 2));
  });

  test("[MT9.1] an administrator cleans up at once, and a match that is gone is not found any more", async () => {
    await using over = await finishedMatch();
    const sweep = async () => {
      const { body } = await administrator(node.url).post("cleanup", null);
      return (body as { result: { data: { json: { matches: number } } } }).result.data.json;
    };
    expect(await sweep()).toMatchObject({ matches: 0 });
    await endedDaysAgo(over.matchId, 3);
    expect(await sweep()).toMatchObject({ matches: 1, commits: 3, isUnfinished: false });
    expect(await rowsOf(over.matchId)).toEqual(GONE);
    await using fresh = await startTestNode({ databaseUrl: database.url, clock });
    const anna = over.anna.again(fresh.url);
    await expect(anna.api.match.get.query({ matchId: over.matchId })).rejects.toMatchObject({
      data: { rejection: { code: "not_found" } },
    });
    await anna.close();
  });
});

test("[DU10] an administrator sees writes, restores, failures and what is stored for a match", async () => {
  await using match = await startedMatch(node.url);
  const answer = await fetch(`${node.url}/trpc/admin.stats`, { headers: { authorization: `Bearer ${ADMIN_SECRET}` } });
  const { result } = (await answer.json()) as { result: { data: { json: Record<string, never> } } };
  const call = { calls: expect.any(Number), failures: 0, p50Ms: expect.any(Number), p99Ms: expect.any(Number) };
  expect(match.matchId).toBeDefined();
  expect(result.data.json).toMatchObject({
    writes: { ...call, lost: 0, refused: 0 },
    restores: call,
    storage: { matches: { aborted: 0 }, bytesPerMatch: expect.any(Number) },
    inMemory: expect.any(Number),
  });
  const { writes, storage } = result.data.json as unknown as {
    writes: { appended: number };
    storage: { bytesPerMatch: number };
  };
  expect(writes.appended).toBeGreaterThan(0);
  expect(storage.bytesPerMatch).toBeGreaterThan(0);
});
