import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgresStore } from "../open-postgres.js";
import { createTestDatabase, type TestDatabase } from "../testing.js";
import { REMOVE_FINISHED } from "./clean-up.js";

const MATCHES = 20_000;
const COMMITS_PER_MATCH = 5;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env["HOLDFAST_TEST_DATABASE_URL"] ?? "");
  await (await openPostgresStore({ url: database.url })).close();
  await fill(MATCHES, COMMITS_PER_MATCH, "i");
  await database.query("analyze");
});
afterAll(() => database.drop());

/** Finished matches with logs of made-up rows; they ended at `endedAt`, an expression over `i`. */
async function fill(matches: number, commits: number, endedAt: string): Promise<void> {
  const salt = randomUUID();
  await database.query(`
    insert into matches (match_id, game_id, rules_version, options, seat_count, commitment, seed, watch_key, visibility,
      creator_id, create_msg_id, create_payload_hash, epoch, version, head_hash, status, to_move,
      snapshot_version, snapshot_hash, snapshot_state, created_at, ended_at, updated_at)
    select md5('${salt}' || i)::uuid, 'g', 1, '{}', 2, '', '', '${salt}' || i, 'private', '${salt}' || i, '', '', 1,
      ${commits}, '', 'finished', '[]', 0, '', repeat('x', 400), 0, ${endedAt}, 0
    from generate_series(1, ${matches}) i`);
  await database.query(`
    insert into commits
    select md5('${salt}' || i)::uuid, v, 'move', 'ann', 0, v::text, md5('p'), '{"type":"move","cell":4}',
      repeat('e', 120), '[]', 0, 1, md5('a') || md5('b'), md5('c') || md5('d'), md5('e') || md5('f'), 0
    from generate_series(1, ${matches}) i, generate_series(1, ${commits}) v`);
}

test("[DU8] among many matches the oldest are found, and their logs removed, by index", async () => {
  const plan = await database.transaction(async (run) => {
    await run("set local plan_cache_mode = force_generic_plan");
    await run(`prepare pinned as ${REMOVE_FINISHED}`);
    const rows = (await run("explain execute pinned(0, 20, 2000)")) as readonly Record<string, string>[];
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
  expect(plan).not.toMatch(/Seq Scan on (matches|commit_rows)/);
  expect(plan).toMatch(/Index Scan using matches_ended/);
});

test("[DU8] a match with a log of ten thousand commits is removed in one statement that ends in time", async () => {
  const store = await openPostgresStore({ url: database.url });
  try {
    await fill(1, 10_000, "0");
    const began = performance.now();
    const removed = await store.keeper.removeFinished({ endedBefore: 0, maxMatches: 20, maxCommits: 2_000 });
    process.stdout.write(`a match of 10,000 commits was removed in ${Math.round(performance.now() - began)} ms\n`);
    expect(removed).toMatchObject({ matches: 1, commits: 10_000 });
  } finally {
    await store.close();
  }
});
