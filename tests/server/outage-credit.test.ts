/** Everything is gone for longer than a turn lasts, and comes back: nobody's time has run out in between. */
import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collectedLog } from "../support/collected-log.js";
import { eventually } from "../support/eventually.js";
import { PostgresProcess } from "../support/postgres-process.js";
import { RedisProcess } from "../support/redis-process.js";
import { spawnServer } from "../support/spawn-server.js";
import { granted, startedMatch } from "../support/stock-player.js";
import { startTestNode } from "../support/test-node.js";

/** Shorter than the outage, longer than what has to happen before it. */
const TURN_MS = 9_000;
const PATIENT = { withinMs: 60_000 };
const SECRET = "a secret that is long enough for a test";

let database: PostgresProcess;
let redis: RedisProcess;
beforeAll(async () => {
  [database, redis] = await Promise.all([PostgresProcess.start(), RedisProcess.start()]);
}, 120_000);
afterAll(async () => {
  await Promise.all([database.stop(), redis.stop()]);
});

async function ask<Row extends object>(text: string, ...params: readonly string[]): Promise<readonly Row[]> {
  const sql = postgres(database.url, { max: 1, onnotice: () => {}, connect_timeout: 2 });
  try {
    return await sql.unsafe<Row[]>(text, [...params]);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
const logOf = (matchId: string) =>
  ask<{ kind: string; received: number }>(
    "SELECT kind, received_at::float8 AS received FROM commits WHERE match_id = $1 ORDER BY version",
    matchId,
  );
const kindsOf = async (matchId: string) => (await logOf(matchId)).map(({ kind }) => kind);
const outages = () =>
  ask<{ began: number; ended: number }>(
    "SELECT began_at::float8 AS began, ended_at::float8 AS ended FROM outages WHERE cause = 'service' ORDER BY ended_at",
  );
/** Real time goes by until a moment: nothing else can make a turn end on a server of its own. */
const reaches = (at: number) => eventually(() => Date.now() >= at, PATIENT);

const FORFEIT = { turnMs: TURN_MS, onTimeout: "forfeit" };
const BLITZ = { turnMs: 0, clock: { initialMs: TURN_MS, incrementMs: 0 } };

describe("when every process is killed for longer than a turn", () => {
  test("[DU5.1] [MT5] [MT6] [DU1] nobody is flagged or loses the turn, deadlines move by the outage, and play goes on", async () => {
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      RATE_LIMITS: "off",
      TOKEN_SECRET: SECRET,
      TIMER_WARM_UP: "0",
    };
    await using one = await spawnServer({ env });
    await using two = await spawnServer({ env });
    const turn = await startedMatch(one.url, FORFEIT, two.url);
    const blitz = await startedMatch(two.url, BLITZ, one.url);
    const before = await Promise.all(
      [turn, blitz].map(async ({ anna, matchId }) => (await anna.watch(matchId).reaches(2)).deadline ?? 0),
    );
    await Promise.all([one.kill(), two.kill(), database.kill(), redis.kill()]);
    const goneAt = Date.now();
    await Promise.all([turn.close(), blitz.close()]);
    await reaches(goneAt + TURN_MS + 2_000);
    await Promise.all([database.start(), redis.start()]);
    await Promise.all([one.start(), two.start()]);
    const backAt = Date.now();

    const [anna, other] = [turn.anna.again(), blitz.anna.again()];
    const shown = [anna.watch(turn.matchId), other.watch(blitz.matchId)];
    const after = await Promise.all(
      shown.map((watch) =>
        eventually(() => {
          const { lastMove, deadline } = watch.latest();
          return (lastMove?.kind === "credit" || lastMove?.kind === "extend") && deadline !== null && deadline;
        }, PATIENT),
      ),
    );
    for (const [i, deadline] of after.entries()) {
      expect(deadline - (before[i] ?? 0)).toBeGreaterThanOrEqual(backAt - goneAt - 1_000);
      expect(deadline).toBeGreaterThan(Date.now());
    }
    expect((await kindsOf(turn.matchId)).slice(2, 3)).toEqual(["credit"]);
    expect((await kindsOf(blitz.matchId)).slice(2, 3)).toEqual(["credit"]);
    expect(granted(await anna.mark(turn.matchId, 4, 2)).duplicate).toBe(false);
    expect(granted(await other.mark(blitz.matchId, 4, 2)).duplicate).toBe(false);
    for (const { matchId } of [turn, blitz]) {
      expect((await kindsOf(matchId)).filter((kind) => kind === "timeout" || kind === "absence")).toEqual([]);
      expect((await kindsOf(matchId)).filter((kind) => kind === "credit")).toHaveLength(1);
    }
    expect(await outages()).toHaveLength(1);
    await Promise.all([anna.close(), other.close()]);
  }, 180_000);
});

describe("when Postgres is away for longer than a turn", () => {
  test("[DU5] [DU5.1] clocks stand still: a held move counts, the next turn begins when it is over, and its deadline is shown", async () => {
    const log = collectedLog();
    await using node = await startTestNode({ databaseUrl: database.url, env: { TIMER_WARM_UP: "0" }, log });
    const match = await startedMatch(node.url, FORFEIT);
    const waiting = await startedMatch(node.url, FORFEIT);
    const [bob, idle] = [match.bob.watch(match.matchId), waiting.bob.watch(waiting.matchId)];
    await Promise.all([bob.reaches(2), idle.reaches(2)]);
    await database.kill();
    const goneAt = Date.now();
    await eventually(() => bob.frames.at(-1)?.saving === true, PATIENT);
    const move = match.anna.mark(match.matchId, 4, 2, randomUUID());
    await reaches(goneAt + TURN_MS + 2_000);
    await database.start();
    const backAt = Date.now();
    granted(await move);
    // Decided on before anybody knew of the outage, the move is followed by the credit; else it follows it.
    await eventually(() => (bob.latest().deadline ?? 0) >= backAt + TURN_MS - 1_000, PATIENT);
    expect(bob.latest().toMove).toEqual([1]);
    // Somebody whose turn it was all the time, and who did nothing, has what was left of it.
    await eventually(() => (idle.latest().deadline ?? 0) > Date.now(), PATIENT);
    expect(await kindsOf(waiting.matchId)).toEqual(["join", "join", "credit"]);
    expect((await kindsOf(match.matchId)).toSorted()).toEqual(["credit", "join", "join", "move"]);
    // The twin: with storage there, the same turn ends.
    const ends = (idle.latest().deadline ?? 0) + 500;
    await reaches(ends);
    await eventually(async () => (await kindsOf(waiting.matchId)).at(-1) === "timeout", PATIENT);
    await Promise.all([match.close(), waiting.close()]);
  }, 180_000);
});
