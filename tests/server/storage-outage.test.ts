/** Postgres goes away in every way it can, and comes back: what those who play see, and what is in the log. */
import { randomUUID } from "node:crypto";
import type { MatchFrame, StateFrame } from "@holdfast/protocol";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import { PostgresProcess } from "../support/postgres-process.js";
import { SilentProxy } from "../support/silent-proxy.js";
import { granted, startedMatch, StockPlayer, verdict } from "../support/stock-player.js";
import { startTestNode } from "../support/test-node.js";

const MAX_CONNECTIONS = 40;
const PATIENT = { withinMs: 30_000 };

let database: PostgresProcess;
let proxy: SilentProxy;
beforeAll(async () => {
  database = await PostgresProcess.start({ max_connections: String(MAX_CONNECTIONS) });
  proxy = await SilentProxy.open(database.port);
}, 120_000);
afterAll(async () => {
  await proxy.close();
  await database.stop();
});

/** A way to be away, until told otherwise. */
interface Fault {
  readonly name: string;
  begin(): Promise<() => Promise<void>>;
}

const FAULTS: readonly Fault[] = [
  {
    name: "killed, and nobody listens",
    async begin() {
      await database.kill();
      return () => database.start();
    },
  },
  {
    name: "frozen in its tracks",
    async begin() {
      database.freeze();
      return async () => database.thaw();
    },
  },
  {
    name: "behind a network that swallows everything",
    async begin() {
      proxy.goDeaf();
      return async () => proxy.hear();
    },
  },
  {
    name: "without a connection to spare",
    async begin() {
      const own = onlooker();
      const hogs = Array.from({ length: MAX_CONNECTIONS }, () => onlooker());
      await own`SELECT 1`;
      const kill = () =>
        own`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holdfast'`;
      // Each round frees what the node had, and takes it before the node can; in the end the node has nothing.
      await eventually(async () => {
        await kill();
        await Promise.allSettled(hogs.map((sql) => sql`SELECT 1`));
        const [left] = await own`SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'holdfast'`;
        return left?.["n"] === 0;
      }, PATIENT);
      return async () => void (await Promise.all([own, ...hogs].map((sql) => sql.end({ timeout: 1 }))));
    },
  },
];

function onlooker() {
  return postgres(database.url, { max: 1, onnotice: () => {}, backoff: () => 0.02, connect_timeout: 2 });
}

/** A node that reaches the database through the proxy, and a match with somebody who watches it. */
async function table() {
  const node = await startTestNode({ databaseUrl: database.urlAt(proxy.port) });
  // Nobody's time runs: what an outage takes of it is another test's.
  const match = await startedMatch(node.url, { turnMs: 0 });
  const watcher = await StockPlayer.guest(node.url, "Olga");
  const { token } = granted(await watcher.api.match.observe.mutate({ key: match.grant.watchKey }));
  const olga = StockPlayer.withToken(node.url, { ...watcher.session, token });
  const [bobsWatch, olgasWatch] = [match.bob.watch(match.matchId), olga.watch(match.matchId)];
  await Promise.all([bobsWatch.reaches(2), olgasWatch.reaches(2)]);
  const close = async () => {
    await Promise.all([match.close(), olga.close(), watcher.close()]);
    await node.stop();
  };
  return { node, ...match, olgasWatch, bobsWatch, close };
}

const isSaving = (frames: readonly MatchFrame[]) => frames.at(-1)?.saving === true;

/** What somebody is answered who comes back on a new connection. */
async function comeBack(player: StockPlayer, matchId: string): Promise<StateFrame> {
  const again = player.again();
  try {
    return granted(await again.api.match.resume.mutate({ matchId, knownVersion: 2, epoch: 1 })).state;
  } finally {
    await again.close();
  }
}

describe.each(FAULTS)("Postgres $name", ({ begin }) => {
  test("[DU5] a move is held and told to nobody, everybody sees the match and that it is being saved, and then the move counts once", async () => {
    const { node, anna, bob, matchId, bobsWatch, olgasWatch, close } = await table();
    const end = await begin();
    const msgId = randomUUID();
    let isAnswered = false;
    const move = anna.mark(matchId, 4, 2, msgId).finally(() => {
      isAnswered = true;
    });
    try {
      await eventually(() => isSaving(bobsWatch.frames) && isSaving(olgasWatch.frames), PATIENT);
      expect(await comeBack(bob, matchId)).toMatchObject({ version: 2, saving: true, status: "playing" });
      expect(verdict(await anna.mark(matchId, 5, 2))).toBe("storage_unavailable/move_pending");
      const create = bob.api.match.create.mutate({ msgId: randomUUID(), game: "tic-tac-toe" });
      await expect(create).rejects.toMatchObject({
        data: { rejection: { code: "storage_unavailable", recovery: "retry", retryAfterMs: expect.any(Number) } },
      });
      const ready = await fetch(`${node.url}/readyz`);
      expect([ready.status, await ready.json()]).toMatchObject([200, { status: "degraded", storage: "away" }]);
      expect(isAnswered).toBe(false);
      expect(bobsWatch.latest().version).toBe(2);
    } finally {
      await end();
    }
    expect(granted(await move)).toMatchObject({ version: 3, duplicate: false, durable: true });
    await Promise.all([bobsWatch.reaches(3), olgasWatch.reaches(3)]);
    await eventually(() => !isSaving(bobsWatch.frames) && !isSaving(olgasWatch.frames));
    expect(granted(await anna.mark(matchId, 4, 2, msgId))).toMatchObject({ version: 3, duplicate: true });
    expect(granted(await bob.mark(matchId, 0, 3)).version).toBe(4);
    const sql = onlooker();
    const rows = await sql`SELECT version, msg_id FROM commits WHERE match_id = ${matchId} ORDER BY version`;
    expect(rows.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    expect(rows.filter((row) => row["msg_id"] === msgId)).toHaveLength(1);
    await sql.end();
    await close();
  }, 120_000);
});
