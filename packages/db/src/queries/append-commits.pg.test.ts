import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgresStore } from "../open-postgres.js";
import { createTestDatabase, type TestDatabase } from "../testing.js";
import { APPEND_COLUMNS, appendValues } from "../commit-columns.js";
import type { SqlPort } from "../sql-port.js";
import { APPEND_COMMITS, APPEND_MOVES, appendCommits } from "./append-commits.js";
import { CLAIM_OVERDUE } from "./claim-overdue.js";

const MATCHES = 20_000;
const COMMITS_PER_MATCH = 8;
const HASH = "0123456789abcdef".repeat(4);

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
  "[DU3] on a large log the append statements find heads, msgIds and seats by index (tables %s)",
  async (state) => {
    if (state === "analysed") await database.query("analyze");
    for (const statement of [APPEND_COMMITS, APPEND_MOVES]) {
      const plan = await planOf(statement, 1);
      expect(plan).not.toMatch(/Seq Scan on (matches|commit_rows|seats|match_results)/);
      expect(plan).toMatch(/Index Scan using matches_pkey/);
      expect(plan).toMatch(/Index (Only )?Scan using commits_msg/);
    }
    expect(await planOf(APPEND_COMMITS, 1)).toMatch(/Index Scan using seats_p/);
  },
);

test("[DU3] moves are appended by a statement that makes nothing ready for seats and results", async () => {
  expect(await planOf(APPEND_COMMITS, 1)).toMatch(/ on (seats|match_results|players)/);
  expect(await planOf(APPEND_MOVES, 1)).not.toMatch(/ on (seats|match_results|players)/);
});

test("[DU3] the probe sees a statement that reads a whole table", async () => {
  expect(await planOf("select 1 from commit_rows where hash = $1", 1)).toMatch(/Seq Scan on commit_rows/);
});

test("[SY8] heads are locked in the order of the rows, one by one", async () => {
  await database.query("analyze");
  for (const statement of [APPEND_COMMITS, APPEND_MOVES]) {
    // Nested loop over the unnested rows, locking below it: the lock of one row comes before the next row is fetched.
    expect(await planOf(statement, 1)).toMatch(
      /CTE fenced\n\s+->\s+Nested Loop[^\n]*\n\s+->\s+Nested Loop[^\n]*\n\s+->\s+CTE Scan on batch[^\n]*\n\s+->\s+Function Scan on [^\n]*\n\s+->\s+(Subquery Scan|LockRows)/,
    );
  }
});

test("[DU3] moves rewrite the head in place: none of them touches an index of matches", async () => {
  const store = await openPostgresStore({ url: database.url });
  const [before] = await updates();
  const base = {
    kind: "move",
    actorId: "bob",
    seat: 0,
    payloadHash: HASH,
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
      stateHash: HASH,
      hash: createHash("sha256").update(`${i}`).digest("hex"),
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

/** Long, and yet short enough for the versions of a row to stay on its page. */
const LONG_STATE = 900;

/**
 * What one statement on this match, which nothing else touches, adds to the write-ahead log for the match's row, in
 * bytes. The first change of a page after a checkpoint logs the page: then it is tried again.
 */
async function loggedBy(match: string, statement: (version: number) => string): Promise<number> {
  for (let version = COMMITS_PER_MATCH; version < COMMITS_PER_MATCH + 20; version++) {
    const plan = await database.transaction(async (run) => {
      await run(`update matches set started_at = 1, snapshot_state = repeat('s', ${LONG_STATE}), version = ${version}, head_hash = 'h${version}'
        where match_id = md5('${match}')::uuid`);
      const rows = await run(`explain (analyze, wal, costs off, timing off) ${statement(version)}`);
      return (rows as readonly Record<string, string>[]).map((row) => row["QUERY PLAN"]).join("\n");
    });
    const [, pages, bytes] =
      /Update on matches[^\n]*rows=1(?:\.00)? [^\n]*\n\s+WAL: records=\d+ (fpi=\d+ )?bytes=(\d+)/.exec(plan) ?? [];
    if (pages === undefined && bytes !== undefined) return Number(bytes);
  }
  throw new Error("every change logged a whole page");
}

function moveAfter(match: string, statement: string, version: number): string {
  const row: Readonly<Record<string, string>> = {
    match_id: `md5('${match}')::uuid::text`,
    version: `'${version + 1}'`,
    epoch: "'1'",
    msg_id: `'wal ${version}'`,
    parent_hash: `'h${version}'`,
    deadline: `'${1_790_000_000_000 + version}'`,
    seat: "'0'",
    to_move: "'[1]'",
    status: "'playing'",
    kind: "'move'",
    received_at: "'1'",
    rules_version: "'1'",
  };
  const hash = `'${createHash("sha256").update(`${version}`).digest("hex")}'`;
  const value = (name: string) => row[name] ?? (name.endsWith("hash") ? hash : name === "actor_id" ? "'ann'" : "'[]'");
  const absent = new Set(["outcome", "snapshot", "changed_seat", "new_holder", "holders"]);
  const values = APPEND_COLUMNS.map(([name]) => (absent.has(name) ? "E'\\x1e'" : value(name)));
  return statement.replace("$1", () => `concat_ws(E'\\x1d', ${values.join(", ")})`);
}

test("[DU3] a move adds to the write-ahead log what it changes of its match, and not the state beside it", async () => {
  for (const [match, statement] of [
    ["match500", APPEND_COMMITS],
    ["match1000", APPEND_MOVES],
  ] as const) {
    expect(await loggedBy(match, (version) => moveAfter(match, statement, version))).toBeLessThan(400);
  }
});

test("[DU3] the probe sees a change from which the state is logged again", async () => {
  const both =
    "update matches set version = version + 1, updated_at = updated_at + 1 where match_id = md5('match1510')::uuid returning version";
  expect(await loggedBy("match1510", () => both)).toBeGreaterThan(LONG_STATE);
});

test("[SY5] a msgId that is in the log already keeps its own row out, and costs the others of its batch nothing", async () => {
  const heads = await database.query<{ id: string; version: number; hash: string; before: string }>(`
    select m.match_id::text as id, m.version, m.head_hash as hash, c.msg_id as before
    from matches m join commits c on c.match_id = m.match_id and c.version = m.version
    where m.match_id in (md5('match1')::uuid, md5('match2')::uuid) order by m.match_id`);
  const rows = heads.map(({ id, version, hash, before }, index) =>
    appendValues({
      commit: {
        ...{ matchId: id, version: version + 1, kind: "move", actorId: "ann", seat: 0, payloadHash: HASH },
        ...{ msgId: index === 0 ? before : "new", payload: null, events: [], draws: [], receivedAt: 1 },
        ...{
          rulesVersion: 1,
          parentHash: hash,
          stateHash: HASH,
          hash: createHash("sha256").update(`${index}`).digest("hex"),
        },
      },
      ...{ epoch: 1, status: "playing", deadline: null, toMove: [1], outcome: null, snapshot: null, seating: null },
    }),
  );
  const write = (_writer: number, statement: string, params: readonly string[]) => database.query(statement, params);
  // Nothing else of the port is asked for. A violated index would be a fault of the whole statement.
  expect(await appendCommits({ write } as unknown as SqlPort, 0, rows)).toMatchObject([{ place: 2 }]);
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
