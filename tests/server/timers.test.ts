/** Time runs out on real nodes and a real Postgres, also where nobody is left to see it. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { ShiftedClock } from "../support/shifted-clock.js";
import { granted, startedMatch } from "../support/stock-player.js";
import { startTestNode } from "../support/test-node.js";

const TURN_MS = 600_000;
const AT_ONCE = { TIMER_WARM_UP: "0" };

let database: OwnDatabase;
beforeAll(async () => {
  database = await ownDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const kindsOf = async (matchId: string): Promise<string[]> => {
  const rows = await database.sql`SELECT kind FROM commits WHERE match_id = ${matchId} ORDER BY version`;
  return rows.map(({ kind }) => String(kind));
};

/** A match that was begun on a node which is gone, with everybody who was on it. */
async function abandonedMatch(clock: ShiftedClock): Promise<string> {
  await using node = await startTestNode({ databaseUrl: database.url, clock });
  await using match = await startedMatch(node.url, { turnMs: TURN_MS });
  return match.matchId;
}

describe("a match that nobody has in memory", () => {
  test("[DU6.1] [MT5] ends after its nodes were restarted, though nobody comes back and there is no Redis", async () => {
    const clock = new ShiftedClock();
    const matchId = await abandonedMatch(clock);
    await using _node = await startTestNode({ databaseUrl: database.url, clock, env: AT_ONCE });
    expect(await kindsOf(matchId)).toEqual(["join", "join"]);
    clock.skip(TURN_MS);
    await eventually(async () => (await kindsOf(matchId)).length === 3);
    const [last] = await database.sql`
      SELECT c.kind, c.msg_id, m.status FROM commits c JOIN matches m USING (match_id)
      WHERE match_id = ${matchId} ORDER BY c.version DESC LIMIT 1`;
    expect(last).toEqual({ kind: "timeout", msg_id: "timeout:2", status: "finished" });
  });

  test("[MT5] ends once, with two nodes that both look for it", async () => {
    const clock = new ShiftedClock();
    const first = await abandonedMatch(clock);
    const second = await abandonedMatch(clock);
    await using _one = await startTestNode({ databaseUrl: database.url, clock, env: AT_ONCE });
    await using _two = await startTestNode({ databaseUrl: database.url, clock, env: AT_ONCE });
    clock.skip(TURN_MS);
    for (const matchId of [first, second]) await eventually(async () => (await kindsOf(matchId)).length === 3);
    expect(await kindsOf(first)).toEqual(["join", "join", "timeout"]);
    expect(await kindsOf(second)).toEqual(["join", "join", "timeout"]);
  });
});

describe("a match in play", () => {
  test("[MT5] its players are shown the end of a turn that nobody played", async () => {
    const clock = new ShiftedClock();
    await using node = await startTestNode({ databaseUrl: database.url, clock, env: AT_ONCE });
    // Nobody's absence matters here, only the turn.
    const options = { turnMs: TURN_MS, onTimeout: "random-move", graceMs: 86_400_000 };
    await using match = await startedMatch(node.url, options);
    const bob = match.bob.watch(match.matchId);
    await bob.reaches(2);
    clock.skip(TURN_MS);
    expect(await bob.reaches(3)).toMatchObject({ lastMove: { kind: "timeout", seat: 0 }, toMove: [1] });
    expect((await match.bob.mark(match.matchId, freeCell(bob.latest().view), 3, randomUUID())).ok).toBe(true);
  });
});

describe("a node whose clock is wrong", () => {
  test("[MT5.1] lets nobody's time run out and is not ready, until its clock is set; meanwhile people play on", async () => {
    const clock = new ShiftedClock();
    const env = { ...AT_ONCE, CLOCK_TOLERANCE: "0.1" };
    await using node = await startTestNode({ databaseUrl: database.url, clock, env });
    await using match = await startedMatch(node.url, { turnMs: TURN_MS, graceMs: 86_400_000 });
    const readyz = async () => {
      const answer = await fetch(`${node.url}/readyz`);
      return [answer.status, ((await answer.json()) as { clock: string }).clock];
    };
    expect(await readyz()).toEqual([200, "right"]);
    clock.skip(TURN_MS + 60_000);
    await eventually(async () => (await readyz()).join() === "503,wrong");
    expect((await match.anna.mark(match.matchId, 4, 2, randomUUID())).ok).toBe(true);
    const [move] = await database.sql`SELECT received_at::float8 AS at FROM commits
      WHERE match_id = ${match.matchId} AND kind = 'move'`;
    expect(Math.abs(Number(move?.["at"]) - Date.now())).toBeLessThan(60_000);
    clock.skip(-TURN_MS - 60_000);
    await eventually(async () => (await readyz()).join() === "200,right");
    expect(await kindsOf(match.matchId)).toEqual(["join", "join", "move"]);
  });
});

describe("a player who was away", () => {
  test("[MT5] has more time on coming back in the middle of a turn, and everybody sees it", async () => {
    const clock = new ShiftedClock();
    await using node = await startTestNode({ databaseUrl: database.url, clock, env: AT_ONCE });
    await using match = await startedMatch(node.url, { turnMs: TURN_MS, graceMs: 86_400_000 });
    const bob = match.bob.watch(match.matchId);
    const { deadline } = await bob.reaches(2);
    clock.skip(TURN_MS - 60_000);
    const anna = match.anna.again();
    await anna.watch(match.matchId).reaches(3);
    const longer = await bob.reaches(3);
    expect(longer).toMatchObject({ lastMove: { kind: "extend", seat: 0 }, toMove: [0], timing: { extended: true } });
    expect(longer.deadline).toBe((deadline ?? 0) + 15_000);
    await anna.close();
  });

  test("[SY3.1] finds the match paused and makes it go on by coming back", async () => {
    const env = { PRESENCE_DEBOUNCE: "0.05" };
    await using node = await startTestNode({ databaseUrl: database.url, env });
    await using match = await startedMatch(node.url, { graceMs: 300 });
    const anna = match.anna.watch(match.matchId);
    match.bob.watch(match.matchId);
    await eventually(() => anna.frames.at(-1)?.seats[1]?.presence === "here");
    await match.bob.close();
    expect(await anna.reaches(3)).toMatchObject({ status: "paused", lastMove: { kind: "absence" } });
    const back = match.bob.again();
    back.watch(match.matchId);
    expect(await anna.reaches(4)).toMatchObject({ status: "playing", toMove: [0], lastMove: { kind: "resume" } });
    await back.close();
  });

  test("[SY3.1] and brings a move that was made before the pause: it is answered when play goes on", async () => {
    const env = { PRESENCE_DEBOUNCE: "0.05" };
    await using node = await startTestNode({ databaseUrl: database.url, env });
    await using match = await startedMatch(node.url, { graceMs: 300 });
    const bob = match.bob.watch(match.matchId);
    match.anna.watch(match.matchId);
    await eventually(() => bob.frames.at(-1)?.seats[0]?.presence === "here");
    await match.anna.close();
    expect(await bob.reaches(3)).toMatchObject({ status: "paused", lastMove: { kind: "absence" } });
    const back = match.anna.again();
    back.watch(match.matchId);
    // After a pause of its own tic-tac-toe gives a whole new turn.
    expect(await back.mark(match.matchId, 4, 2)).toMatchObject({ rejection: { code: "stale_version" } });
    expect(granted(await back.mark(match.matchId, 4, 4))).toMatchObject({ version: 5 });
    await back.close();
  });
});

function freeCell(view: unknown): number {
  return (view as { board: readonly unknown[] }).board.indexOf(null);
}
