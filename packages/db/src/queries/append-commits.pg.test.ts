import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgresStore } from "../open-postgres.js";
import { createTestDatabase, type TestDatabase } from "../testing.js";
import { APPEND_COMMITS } from "./append-commits.js";
import { CLAIM_OVERDUE } from "./claim-overdue.js";

const MATCHES = 20_000;
const COMMITS_PER_MATCH = 8;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env["HOLDFAST_TEST_DATABASE_URL"] ?? "");
  await (await openPostgresStore({ url: database.url })).close();
  await database.query(`
    insert into matches (match_id, game_id, rules_version, options, seat_count, commitment, seed, watch_key, visibility,
      creator_id, create_msg_id, create_payload_hash, epoch, version, head_hash, status, to_move, deadline, check_at,
      snapshot_version, snapshot_hash, snapshot_state, created_at, updated_at)
    select md5('match' || i)::uuid, 'g', 1, '{}', 2, '', '', i::text, 'private', i::text, '', '', 1,
      ${COMMITS_PER_MATCH}, md5(i || ' ${COMMITS_PER_MATCH}'), 'playing', '[]', 1000 + i, 1000 + i, 0, '', '{}', 0, 0
    from generate_series(1, ${MATCHES}) i`);
  await database.query(`
    insert into commits
    select md5('match' || i)::uuid, v, 'move', 'ann', 0, v::text, '', 'null', '[]', '[]', 0, 1,
      md5(i || ' ' || (v - 1)), '', md5(i || ' ' || v), 0
    from generate_series(1, ${MATCHES}) i, generate_series(1, ${COMMITS_PER_MATCH}) v`);
  await database.query(`
    insert into seats select md5('match' || i)::uuid, s, i || '/' || s, 0
    from generate_series(1, ${MATCHES}) i, generate_series(0, 1) s`);
  await database.query(`
    insert into match_results select md5('over' || i)::uuid, 'g', '{}', '[]', 1, 0, 0
    from generate_series(1, ${MATCHES}) i`);
});
afterAll(() => database.drop());

/** The plan that the writers use: theirs is always the generic one. */
async function planOf(statement: string, parameters: number): Promise<string> {
  return database.transaction(async (run) => {
    await run("set local plan_cache_mode = force_generic_plan");
    await run(`prepare pinned as ${statement}`);
    const nulls = Array.from({ length: parameters }, () => "null").join(", ");
    const rows = (await run(`explain execute pinned(${nulls})`)) as readonly Record<string, string>[];
    await run("deallocate pinned");
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
}

test.each(["never analysed", "analysed"])(
  "[DU3] on a large log the append statement finds heads, msgIds and seats by index (tables %s)",
  async (state) => {
    if (state === "analysed") await database.query("analyze");
    const plan = await planOf(APPEND_COMMITS, 24);
    expect(plan).not.toMatch(/Seq Scan on (matches|commits|seats|match_results)/);
    expect(plan).toMatch(/Index Scan using matches_pkey/);
    expect(plan).toMatch(/Index (Only )?Scan using commits_msg/);
    expect(plan).toMatch(/Index Scan using seats_p/);
  },
);

test("[DU3] the probe sees a statement that reads a whole table", async () => {
  expect(await planOf("select 1 from commits where hash = $1", 1)).toMatch(/Seq Scan on commits/);
});

test("[SY8] heads are locked in the order of the rows, one by one", async () => {
  await database.query("analyze");
  const plan = await planOf(APPEND_COMMITS, 24);
  // Nested loop over the unnested rows, locking below it: the lock of one row comes before the next row is fetched.
  expect(plan).toMatch(
    /CTE fenced\n\s+->\s+Nested Loop[^\n]*\n\s+->\s+Function Scan on [^\n]*\n\s+->\s+(Subquery Scan|LockRows)/,
  );
});

test("[DU3] moves rewrite the head in place: none of them touches an index of matches", async () => {
  const store = await openPostgresStore({ url: database.url });
  const [before] = await updates();
  const base = {
    kind: "move",
    actorId: "bob",
    seat: 0,
    payloadHash: "p",
    payload: null,
    events: [],
    draws: [],
  } as const;
  // Far enough apart to be on pages of their own: what is tested is the head, not how soon a page is tidied.
  for (let i = 60; i <= 300 * 60; i += 60) {
    const [match] = await database.query<{ id: string; parent: string }>(
      `select match_id::text as id, head_hash as parent from matches where match_id = md5('match' || ${i})::uuid`,
    );
    const commit = {
      ...base,
      matchId: match?.id ?? "",
      version: COMMITS_PER_MATCH + 1,
      msgId: `m${i}`,
      receivedAt: 1,
      rulesVersion: 1,
      parentHash: match?.parent ?? "",
      stateHash: "s",
      hash: `h${i}`,
    };
    const rest = {
      epoch: 1,
      status: "playing",
      deadline: 1_000_000 + i,
      toMove: [1],
      outcome: null,
      snapshot: null,
      seating: null,
    } as const;
    expect(await store.append({ commit, ...rest })).toMatchObject({ status: "appended" });
  }
  await store.close();
  const after = await settledUpdates((before?.all ?? 0) + 300);
  expect(after.hot - (before?.hot ?? 0)).toBe(300);
});

test("[MT5] the sweep for deadlines finds its matches by index", async () => {
  const plan = await planOf(CLAIM_OVERDUE, 3);
  expect(plan).toMatch(/Index Scan using matches_check/);
  expect(plan).not.toMatch(/Seq Scan on matches/);
});

interface Updates {
  readonly all: number;
  readonly hot: number;
}

function updates(): Promise<readonly Updates[]> {
  return database.query<Updates>(
    "select n_tup_upd::int as all, n_tup_hot_upd::int as hot from pg_stat_user_tables where relname = 'matches'",
  );
}

/** The server counts with a delay: a backend reports when it ends. */
async function settledUpdates(expected: number): Promise<Updates> {
  for (let tries = 0; ; tries++) {
    const [seen] = await updates();
    if (seen !== undefined && (seen.all >= expected || tries === 100)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
