/** Four nodes on one Postgres, all writing to the same matches: what the fence must withstand. */
import { openPostgresStore } from "@holdfast/db";
import { createTestDatabase, type TestDatabase } from "@holdfast/db/testing";
import type { MatchStore } from "@holdfast/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgresUrl } from "../support/postgres-url.js";
import { entryAfter, newMatch, type Tip, tipAfter, tipOf } from "../support/stored-match.js";

const NODES = 4;
const MATCHES = 24;
const COMMITS_PER_NODE = 500;
/** Players of one node that act at once, each on a match of its own choice. */
const PLAYERS_PER_NODE = 16;

let database: TestDatabase;
let stores: readonly MatchStore[];
beforeAll(async () => {
  database = await createTestDatabase(postgresUrl());
  const { url } = database;
  // All at once on an empty database: whoever comes second waits for the migrations and finds them done.
  stores = await Promise.all(Array.from({ length: NODES }, () => openPostgresStore({ url, readers: 2 })));
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await database.drop();
});

interface Score {
  readonly acknowledged: Map<string, string>;
  lost: number;
}

/** Plays until the node's share is in: commits on what it believes is the head, reads on whenever it lost. */
async function play(store: MatchStore, tips: Tip[], goal: { left: number; turn: number }): Promise<Score> {
  const score: Score = { acknowledged: new Map(), lost: 0 };
  const player = async () => {
    while (goal.left > 0) {
      goal.left -= 1;
      const place = goal.turn++ % tips.length;
      await commitOne(store, { tips, place, score });
    }
  };
  await Promise.all(Array.from({ length: PLAYERS_PER_NODE }, player));
  return score;
}

async function commitOne(store: MatchStore, on: { tips: Tip[]; place: number; score: Score }): Promise<void> {
  for (;;) {
    const tip = on.tips[on.place];
    if (tip === undefined) throw new Error("there is no such match");
    const entry = entryAfter(tip);
    const outcome = await store.append(entry);
    if (outcome.status === "appended") {
      on.score.acknowledged.set(entry.commit.msgId, entry.commit.hash);
      if (tipAfter(entry).version > (on.tips[on.place]?.version ?? 0)) on.tips[on.place] = tipAfter(entry);
      return;
    }
    expect(outcome).toEqual({ status: "lost" });
    on.score.lost += 1;
    await catchUp(store, on.tips, on.place);
  }
}

async function catchUp(store: MatchStore, tips: Tip[], place: number): Promise<void> {
  const tip = tips[place];
  if (tip === undefined) return;
  const newest = (await store.readCommits(tip.matchId, tip.version, 1_000)).at(-1)?.commit;
  if (newest !== undefined && newest.version > (tips[place]?.version ?? 0)) {
    tips[place] = { matchId: newest.matchId, version: newest.version, hash: newest.hash };
  }
}

/** Rows that break a log, by the database's own account of it. */
const AUDIT = `
select count(*) filter (where parent.hash is distinct from c.parent_hash and c.version > 1)::int as forks,
  count(*) filter (where parent.version is null and c.version > 1)::int as gaps,
  count(*) filter (where c.version = 1 and c.parent_hash <> $1)::int as strangers,
  count(*)::int as commits
from commits c left join commits parent on parent.match_id = c.match_id and parent.version = c.version - 1
where c.match_id = $2::uuid`;

const HEADS = `
select count(*)::int as wrong from matches m
where m.version <> (select count(*) from commits c where c.match_id = m.match_id)
  or m.head_hash is distinct from (
    select c.hash from commits c where c.match_id = m.match_id order by c.version desc limit 1)`;

test("[SY8] four nodes writing to the same matches leave no gap, fork, deadlock or lost acknowledgement", async () => {
  const matches = Array.from({ length: MATCHES }, () => newMatch());
  for (const match of matches) await stores[0]?.createMatch(match);
  const scores = await Promise.all(
    stores.map((store, node) => play(store, matches.map(tipOf), { left: COMMITS_PER_NODE, turn: node * 5 })),
  );

  const acknowledged = new Map(scores.flatMap((score) => [...score.acknowledged]));
  expect(acknowledged.size).toBe(NODES * COMMITS_PER_NODE);
  const rows = await database.query<{ msg_id: string; hash: string }>("select msg_id, hash from commits");
  expect(new Map(rows.map(({ msg_id, hash }) => [msg_id, hash]))).toEqual(acknowledged);

  let commits = 0;
  for (const match of matches) {
    const [audit] = await database.query<{ commits: number }>(AUDIT, [match.head.hash, match.facts.matchId]);
    expect(audit).toMatchObject({ forks: 0, gaps: 0, strangers: 0 });
    commits += audit?.commits ?? 0;
  }
  expect(commits).toBe(NODES * COMMITS_PER_NODE);
  expect(await database.query(HEADS)).toEqual([{ wrong: 0 }]);

  const [seen] = await database.query<{ deadlocks: number }>(
    "select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()",
  );
  expect(seen).toEqual({ deadlocks: 0 });
  // Without races this test would show nothing.
  expect(scores.reduce((sum, { lost }) => sum + lost, 0)).toBeGreaterThan(100);
}, 60_000);

test("[SY8] the audit sees a fork, a gap, a stranger and a wrong head", async () => {
  const match = newMatch();
  await stores[0]?.createMatch(match);
  const insert = (version: number, parent: string) =>
    database.query(
      `insert into commits values ($1, $2::int, 'move', 'x', 0, $3, '', '', '', '', 0, 1, $4, '', 'h', 0)`,
      [match.facts.matchId, version, `m${version}`, parent],
    );
  await insert(1, "not the genesis");
  await insert(2, "not h");
  await insert(4, "h");
  const [audit] = await database.query(AUDIT, [match.head.hash, match.facts.matchId]);
  expect(audit).toEqual({ forks: 2, gaps: 1, strangers: 1, commits: 3 });
  expect(await database.query(HEADS)).toEqual([{ wrong: 1 }]);
  await database.query("delete from commits where match_id = $1", [match.facts.matchId]);
});
