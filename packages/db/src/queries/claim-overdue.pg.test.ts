import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgresStore } from "../open-postgres.js";
import type { SqlMatchStore } from "../store.js";
import { createTestDatabase, type TestDatabase } from "../testing.js";

let database: TestDatabase;
let store: SqlMatchStore;
beforeAll(async () => {
  database = await createTestDatabase(process.env["HOLDFAST_TEST_DATABASE_URL"] ?? "");
  store = await openPostgresStore({ url: database.url });
  await database.query(`
    insert into matches (match_id, game_id, rules_version, options, seat_count, commitment, seed, watch_key, visibility,
      creator_id, create_msg_id, create_payload_hash, epoch, version, head_hash, status, to_move, deadline, check_at,
      snapshot_version, snapshot_hash, snapshot_state, created_at, updated_at)
    select md5('match' || i)::uuid, 'g', 1, '{}', 2, '', '', i::text, 'private', i::text, '', '', 1,
      0, '', 'playing', '[]', 1000 + i, 1000 + i, 0, '', '{}', 0, 0
    from generate_series(1, 2) i`);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

test("[DU6.1] [MT5] a sweep does not wait for a match that somebody is writing just now: it is found by the next one", async () => {
  const sweep = async () =>
    (await store.claimOverdue({ at: 5_000, leaseMs: 1_000, limit: 10 })).map(({ deadline }) => deadline);
  const found = await database.transaction(async (run) => {
    await run("select 1 from matches where deadline = 1001 for no key update");
    return sweep();
  });
  expect(found).toEqual([1_002]);
  expect(await sweep()).toEqual([1_001]);
});
