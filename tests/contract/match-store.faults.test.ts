/** What becomes of a commit when the connection to Postgres breaks at the worst moment. */
import { openPostgresStore } from "@holdfast/db";
import { createTestDatabase, type TestDatabase } from "@holdfast/db/testing";
import { type MatchStore, StorageUnavailable } from "@holdfast/engine";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import { freePort } from "../support/free-port.js";
import { postgresUrl } from "../support/postgres-url.js";
import { entryAfter, newMatch, tipAfter, tipOf } from "../support/stored-match.js";
import { TcpProxy } from "../support/tcp-proxy.js";

let database: TestDatabase;
let proxy: TcpProxy;
let store: MatchStore;

beforeAll(async () => {
  database = await createTestDatabase(postgresUrl());
});
afterAll(() => database.drop());
beforeEach(async () => {
  const { hostname, port } = new URL(database.url);
  proxy = await TcpProxy.to({ host: hostname, port: Number(port || 5432) });
  store = await openPostgresStore({ url: throughProxy(), writers: 1, readers: 1, connectTimeoutMs: 2_000 });
});
afterEach(async () => {
  await store.close();
  await proxy.close();
});

function throughProxy(): string {
  const url = new URL(database.url);
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  return url.href;
}

const rowsOf = (matchId: string) =>
  database.query<{ hash: string }>("select hash from commits where match_id = $1 order by version", [matchId]);

/** How many backends wait for a lock, as the server sees it. */
async function waitingForLocks(): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and application_name = 'holdfast'`,
  );
  return row?.n ?? 0;
}

test("[DU2] a commit whose reply was lost is in the log exactly once, and its caller is told so", async () => {
  const match = newMatch();
  await store.createMatch(match);
  const first = entryAfter(tipOf(match));
  await store.append(first);
  const second = entryAfter(tipAfter(first));
  proxy.loseNextReply();
  expect(await store.append(second)).toEqual({ status: "appended", at: expect.any(Number) });
  expect(proxy.repliesLost).toBe(1);
  expect(await rowsOf(match.facts.matchId)).toEqual([{ hash: first.commit.hash }, { hash: second.commit.hash }]);
});

test("[DU2] the end of a match whose reply was lost is recorded once", async () => {
  const match = newMatch();
  await store.createMatch(match);
  const first = entryAfter(tipOf(match));
  await store.append(first);
  const outcome = { status: "finished", winners: [], scores: [0, 0], reason: "draw" } as const;
  const last = entryAfter(tipAfter(first), { status: "finished", outcome, snapshot: { ...match.head.state, outcome } });
  proxy.loseNextReply();
  expect(await store.append(last)).toMatchObject({ status: "appended" });
  const results = await database.query("select match_id::text as id from match_results where match_id = $1", [
    match.facts.matchId,
  ]);
  expect(results).toEqual([{ id: match.facts.matchId }]);
});

test("[SY5] a create whose reply was lost made one match, and its caller is told so", async () => {
  await store.createMatch(newMatch());
  const match = newMatch();
  proxy.loseNextReply();
  expect(await store.createMatch(match)).toEqual({ status: "created" });
  expect(proxy.repliesLost).toBe(1);
  const { n } = (
    await database.query<{ n: number }>("select count(*)::int as n from matches where creator_id = $1", [
      match.creatorId,
    ])
  )[0] ?? { n: 0 };
  expect(n).toBe(1);
});

test("[DU2] a commit that an orphaned backend finishes late is in the log once, and its caller is told so", async () => {
  const match = newMatch();
  await store.createMatch(match);
  const entry = entryAfter(tipOf(match));
  const { answer } = await database.transaction(async (run) => {
    await run(`select 1 from matches where match_id = '${match.facts.matchId}' for update`);
    const pending = store.append(entry);
    await eventually(async () => (await waitingForLocks()) === 1);
    // The node is cut off; its backend goes on waiting, and the node comes back on another connection.
    proxy.cutClientsOnly();
    await eventually(async () => (await waitingForLocks()) === 2);
    return { answer: pending };
  });
  expect(await answer).toEqual({ status: "appended", at: expect.any(Number) });
  expect(await rowsOf(match.facts.matchId)).toEqual([{ hash: entry.commit.hash }]);
});

test("[DU3] a connection that falls silent is given up, and the commit goes in on another", async () => {
  const timeouts = { statementTimeoutMs: 300, giveUpAfterMs: 20_000 };
  const silenced = await openPostgresStore({ url: throughProxy(), writers: 1, readers: 1, ...timeouts });
  const match = newMatch();
  await silenced.createMatch(match);
  const before = await rowsOf(match.facts.matchId);
  proxy.freeze();
  const entry = entryAfter(tipOf(match));
  expect(await silenced.append(entry)).toMatchObject({ status: "appended" });
  expect(before).toEqual([]);
  expect(await rowsOf(match.facts.matchId)).toEqual([{ hash: entry.commit.hash }]);
  await silenced.close();
});

const TERMINATE_A_BUSY_BACKEND = `
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and application_name = 'holdfast' and state = 'active'`;

test("[DU3] backends that are terminated under load lose no acknowledgement", async () => {
  const matches = Array.from({ length: 20 }, () => newMatch());
  await Promise.all(matches.map((match) => store.createMatch(match)));
  const chains = matches.map(async (match) => {
    const hashes: string[] = [];
    for (let tip = tipOf(match); hashes.length < 15; ) {
      const entry = entryAfter(tip);
      expect(await store.append(entry)).toMatchObject({ status: "appended" });
      hashes.push(entry.commit.hash);
      tip = tipAfter(entry);
    }
    return hashes;
  });
  const landed = Promise.all(chains);
  let running = true;
  void landed.finally(() => {
    running = false;
  });
  let killed = 0;
  while (running && killed < 5) killed += (await database.query(TERMINATE_A_BUSY_BACKEND)).length;
  const expected = await landed;
  expect(killed).toBeGreaterThan(0);
  for (const [i, { facts }] of matches.entries()) {
    expect((await rowsOf(facts.matchId)).map(({ hash }) => hash)).toEqual(expected[i]);
  }
});

test("[DU5] a database that is away is storage that is not available, for writes and for reads", async () => {
  const impatient = await openPostgresStore({
    url: throughProxy(),
    writers: 1,
    readers: 1,
    giveUpAfterMs: 50,
    holdCommitsMs: 50,
  });
  const match = newMatch();
  await impatient.createMatch(match);
  await proxy.close();
  await expect(impatient.append(entryAfter(tipOf(match)))).rejects.toBeInstanceOf(StorageUnavailable);
  await expect(impatient.loadMatch(match.facts.matchId)).rejects.toBeInstanceOf(StorageUnavailable);
  await expect(impatient.ping()).rejects.toBeInstanceOf(StorageUnavailable);
  await impatient.close();
  proxy = await TcpProxy.to({ host: "127.0.0.1", port: 1 });
});

test("[OP4] a server that is not there is refused at boot in one sentence without the password", async () => {
  const url = `postgres://ann:canary@127.0.0.1:${await freePort()}/games`;
  const refused = openPostgresStore({ url });
  await expect(refused).rejects.toThrow(/127\.0\.0\.1:\d+\/games does not answer \(ECONNREFUSED\)/);
  await expect(refused).rejects.not.toThrow(/canary/);
});

test("[OP4] a database that is not there is refused at boot in one sentence", async () => {
  const url = new URL(database.url);
  url.pathname = "/there_is_no_such_database";
  await expect(openPostgresStore({ url: url.href })).rejects.toThrow(/There is no database at .*no_such_database/);
});

test("[DU2] a session that does not wait for the disk is refused at boot, unless that is accepted", async () => {
  const url = new URL(database.url);
  url.searchParams.set("synchronous_commit", "off");
  await expect(openPostgresStore({ url: url.href })).rejects.toThrow("synchronous_commit=off");
  const accepted = await openPostgresStore({ url: url.href, allowUnsafeDurability: true });
  await accepted.close();
});
