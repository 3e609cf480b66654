/** A bot on a client whose server, time and chance are the test's. */
import { expect, test } from "vitest";
import { runBot } from "./bot.js";
import { following, step } from "./testing-support/following.js";
import { MATCH, RETRY, receipt, SUPERSEDED, stateFrame, watch, WRONG_TURN } from "./testing-support/world.js";

const CELLS = [0, 4, 8].map((cell) => ({ type: "move", cell }));
const WON = { status: "finished", winners: [0], scores: [1, 0], reason: "line" };
type Table = Awaited<ReturnType<typeof following>>;

/** A match at version 3 in which seat 0 is to move, its server and its bot. */
async function botAt(how: Omit<Parameters<typeof runBot<"tic-tac-toe">>[0], "match"> = {}) {
  const table = await following(3);
  table.server.answers.set("match.legal", ({ input }) => ({
    data: { matchId: MATCH, epoch: 1, version: Number(input.knownVersion), legal: { all: CELLS } },
  }));
  table.server.answers.set("match.move", ({ input }) => ({ data: receipt(Number(input.basedOn) + 1) }));
  const running = watch(runBot({ match: table.match as never, clock: table.clock, seed: "s", ...how }));
  await table.clock.advance(20);
  return { ...table, running };
}
const movesOf = ({ server }: Table): readonly (readonly [unknown, unknown])[] =>
  server.askedFor("match.move").map(({ input }) => [input.basedOn, input.move]);
const over = (version: number) =>
  stateFrame(version, { from: version - 1, outcome: WON, status: "finished", toMove: [] });

test("[MT4.2] a bot plays a legal move at each version in which it is to move, and ends with the outcome", async () => {
  const table = await botAt();
  const { server, clock, running } = table;
  expect(movesOf(table)).toHaveLength(1);
  server.push(stateFrame(4, { from: 3, toMove: [1] }));
  await clock.advance(20);
  expect(movesOf(table), "it is the other's turn").toHaveLength(1);
  server.push(step(5));
  await clock.advance(20);
  server.push(over(6));
  await clock.advance(20);
  expect(movesOf(table).map(([basedOn]) => basedOn)).toEqual([3, 5]);
  for (const [, move] of movesOf(table)) expect(CELLS).toContainEqual(move);
  expect(running.outcome()).toEqual({ matchId: MATCH, seat: 0, outcome: WON, won: true, moves: 2 });
});

test("[MT4.2] what is told again at the same version is not played again", async () => {
  const table = await botAt();
  table.server.push(stateFrame(3));
  table.server.push({
    kind: "presence",
    matchId: MATCH,
    epoch: 1,
    version: 3,
    seats: [],
    spectators: 3,
    serverTime: 0,
  } as never);
  await table.clock.advance(5_000);
  expect(movesOf(table)).toHaveLength(1);
});

test("[MT4.2] the same seed makes the same choices, another seed others", async () => {
  const chosen = async (seed: string) => {
    const table = await botAt({ seed });
    for (const version of [4, 5, 6, 7, 8, 9]) {
      table.server.push(step(version));
      await table.clock.advance(20);
    }
    return JSON.stringify(movesOf(table));
  };
  expect(await chosen("one")).toBe(await chosen("one"));
  expect(await chosen("one")).not.toBe(await chosen("two"));
});

test("[MT4.2] a choice of its own is asked with view, legal moves and dice, and may wait", async () => {
  const asked: unknown[] = [];
  const table = await botAt({
    choose: ({ seat, toMove, view, legal, chance }) => {
      asked.push({ seat, toMove, view, legal, drawn: chance.int(1, "test") });
      return asked.length === 1 ? null : { type: "move", cell: 8 };
    },
  });
  expect(asked).toEqual([{ seat: 0, toMove: true, view: { seen: 3 }, legal: { all: CELLS }, drawn: 0 }]);
  expect(movesOf(table)).toEqual([]);
  table.server.push(step(4));
  await table.clock.advance(20);
  expect(movesOf(table)).toEqual([[4, { type: "move", cell: 8 }]]);
});

test("[MT4.2] out of turn it is asked only when it wants to be", async () => {
  let asked = 0;
  const count = (toMove: boolean): null => {
    if (!toMove) asked += 1;
    return null;
  };
  const quiet = await botAt({ choose: () => null });
  const eager = await botAt({ outOfTurn: true, choose: ({ toMove }) => count(toMove) });
  for (const { server, clock } of [quiet, eager]) {
    server.push(stateFrame(4, { from: 3, toMove: [1] }));
    await clock.advance(20);
  }
  expect(quiet.server.askedFor("match.legal")).toHaveLength(1);
  expect(asked).toBe(1);
});

test("[MT4.2] in a pause of the game's own an eager bot may act, in one of the platform's nobody does", async () => {
  const paused = { from: 3, status: "paused", toMove: [] };
  const quiet = await botAt({ choose: () => null });
  const eager = await botAt({ outOfTurn: true, choose: ({ toMove }) => (toMove ? null : { type: "move", cell: 0 }) });
  const stopped = await botAt({ outOfTurn: true, choose: ({ toMove }) => (toMove ? null : { type: "move", cell: 0 }) });
  for (const { server } of [quiet, eager]) server.push(stateFrame(4, paused));
  stopped.server.push(stateFrame(4, { ...paused, pause: { reason: "stop", since: 0 } }));
  for (const { clock } of [quiet, eager, stopped]) await clock.advance(20);
  expect([quiet, eager, stopped].map((table) => movesOf(table).length)).toEqual([0, 1, 0]);
});

test("[MT4.2] legal moves of a later version are for the snapshot of that version", async () => {
  const table = await following(3);
  table.server.answers.set("match.legal", () => ({
    data: { matchId: MATCH, epoch: 1, version: 5, legal: { all: CELLS } },
  }));
  table.server.answers.set("match.move", () => ({ data: receipt(6) }));
  const running = watch(runBot({ match: table.match as never, clock: table.clock }));
  await table.clock.advance(1_000);
  expect([movesOf(table), table.server.askedFor("match.legal").length]).toEqual([[], 1]);
  table.server.push(stateFrame(5, { from: 3 }));
  await table.clock.advance(20);
  expect(movesOf(table).map(([basedOn]) => basedOn)).toEqual([5]);
  expect(running.outcome()).toBe("pending");
});

test("[MT4.2] it waits as long as it is told to, and then goes on", async () => {
  const limited = { code: "rate_limited", reason: "too_many", recovery: "wait", message: "Wait.", retryAfterMs: 700 };
  const table = await botAt({ choose: () => null });
  const answers = [{ data: { ok: false, rejection: limited } }, { rejection: RETRY }, { data: receipt(5) }];
  table.server.answers.set("match.move", () => answers.shift() ?? { data: receipt(5) });
  const running = watch(runBot({ match: table.match as never, clock: table.clock }));
  await table.clock.advance(600);
  expect(movesOf(table)).toHaveLength(1);
  await table.clock.advance(3_000);
  expect(movesOf(table)).toHaveLength(3);
  expect(running.outcome()).toBe("pending");
  // Asking anew each time would use up what the server allows, and the move itself would never get through.
  expect(table.server.askedFor("match.legal"), "once by each of the two bots").toHaveLength(2);
});

test("[MT4.2] the longer it is told to wait, the longer it waits between one try and the next", async () => {
  const limited = { code: "rate_limited", reason: "too_many", recovery: "wait", message: "Wait.", retryAfterMs: 100 };
  const table = await botAt({ choose: () => null });
  table.server.answers.set("match.move", () => ({ data: { ok: false, rejection: limited } }));
  watch(runBot({ match: table.match as never, clock: table.clock }));
  await table.clock.advance(60_000);
  expect(movesOf(table).length).toBeGreaterThan(6);
  expect(movesOf(table).length).toBeLessThan(20);
});

test("[MT4.2] a choice that the rules refuse is made again with other dice, and not for ever", async () => {
  const table = await botAt({ choose: () => null });
  table.server.answers.set("match.move", () => ({ data: { ok: false, rejection: { ...WRONG_TURN, message: "No." } } }));
  const running = watch(runBot({ match: table.match as never, clock: table.clock, seed: "s" }));
  await table.clock.advance(1_000);
  expect(running.outcome(), "the match may have gone on unheard").toBe("pending");
  await table.clock.advance(2_000);
  expect(running.outcome()).toEqual(new Error("The bot's move is refused again and again: No."));
  expect(movesOf(table)).toHaveLength(10);
  expect(new Set(movesOf(table).map(([, move]) => JSON.stringify(move))).size).toBeGreaterThan(1);
});

test("[MT4.2] it stops where its seat is played elsewhere, where it is told to, and where its chooser fails", async () => {
  const elsewhere = await botAt({ choose: () => null });
  elsewhere.server.endFeeds(SUPERSEDED);
  await elsewhere.clock.advance(20);
  expect(elsewhere.running.outcome()).toEqual(new Error("Elsewhere."));
  const stop = new AbortController();
  const told = await botAt({ choose: () => null, signal: stop.signal });
  stop.abort(new Error("enough"));
  await told.clock.advance(20);
  expect(told.running.outcome()).toEqual(new Error("enough"));
  const pausing = await botAt({ choose: () => null });
  pausing.server.answers.set("match.move", () => ({ data: { ok: false, rejection: { ...RETRY, recovery: "wait" } } }));
  const stopAgain = new AbortController();
  const signalled = watch(runBot({ match: pausing.match as never, clock: pausing.clock, signal: stopAgain.signal }));
  await pausing.clock.advance(100);
  stopAgain.abort(new Error("at once"));
  await pausing.clock.advance(1);
  expect(signalled.outcome()).toEqual(new Error("at once"));
  const failing = await botAt({
    choose: () => {
      throw new Error("cannot think");
    },
  });
  expect(failing.running.outcome()).toEqual(new Error("cannot think"));
});

test("[MT4.2] across a lost connection it plays on where the match then is", async () => {
  const table = await botAt();
  table.server.socket.drop(1006);
  table.server.answers.set("match.state", ({ input }) => ({
    data: stateFrame(7, { from: input.knownVersion ?? null }),
  }));
  await table.clock.advance(5_000);
  expect(movesOf(table).map(([basedOn]) => basedOn)).toEqual([3, 7]);
});

test("[MT4.2] it must be told where and what to play", async () => {
  await expect(runBot({})).rejects.toThrow("say which match, client or url");
  await expect(runBot({ url: "http://127.0.0.1:9" })).rejects.toThrow("which code to join or which game");
});
