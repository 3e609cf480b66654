/** A log that was taken back to an earlier time, as a client sees it. */
import { expect, test } from "vitest";
import type { Match, MatchReset } from "./api.js";
import { eventsAt, makeWorld, receipt, resumed, stateFrame, storedMoves, type World } from "./testing-support/world.js";

const MARK = { type: "move", cell: 4 } as const;

interface Following extends World {
  readonly match: Match;
  readonly resets: MatchReset[];
  shows(): [epoch: number | undefined, version: number | undefined];
  push(version: number, over?: object): Promise<void>;
}

async function following(): Promise<Following> {
  const world = makeWorld();
  const match = await resumed(world);
  const resets: MatchReset[] = [];
  match.onReset((reset) => void resets.push(reset));
  const push = async (version: number, over: object = {}): Promise<void> => {
    world.server.push(stateFrame(version, { from: version - 1, serverTime: world.clock.now(), ...over }));
    await world.clock.advance(5);
  };
  return { ...world, match, resets, push, shows: () => [match.snapshot?.epoch, match.snapshot?.version] };
}
const moves = ({ server }: World): unknown[] => server.askedFor("match.move").map(({ input }) => input["msgId"]);

test("[SY8.1] an acknowledged move that was taken back is told of and not sent again", async () => {
  const it = await following();
  it.server.answers.set("match.move", () => ({ data: receipt(4) }));
  const move = it.match.move(MARK);
  await it.clock.advance(5);
  expect(await move).toMatchObject({ ok: true, value: { version: 4 } });
  await it.push(2, { epoch: 2, from: null, reset: true });
  await it.clock.advance(20_000);
  expect(it.resets).toEqual([{ epoch: 2, version: 2, before: { epoch: 1, version: 3 } }]);
  expect([moves(it).length, storedMoves(it)]).toEqual([1, []]);
});

test("[SY8.1] what was acknowledged in the epoch before is not waited for in the new one", async () => {
  const it = await following();
  it.server.answers.set("match.move", () => ({ data: receipt(9) }));
  const move = it.match.move(MARK);
  await it.clock.advance(5);
  await move;
  await it.push(2, { epoch: 2, from: null, reset: true });
  const asked = it.server.askedFor("match.resume").length;
  await it.clock.advance(5_000);
  expect(it.server.askedFor("match.resume")).toHaveLength(asked);
  expect(it.match.status).toBe("live");
});

test("[SY8.1] a move without an answer is sent again under its msgId, also in the new epoch", async () => {
  const it = await following();
  let times = 0;
  it.server.answers.set("match.move", () => (++times < 2 ? "hold" : { data: receipt(3) }));
  it.server.answers.set("match.state", () => ({ data: stateFrame(2, { epoch: 2, from: 2 }) }));
  const move = it.match.move(MARK);
  await it.clock.advance(5);
  await it.push(2, { epoch: 2, from: null, reset: true });
  await it.clock.advance(20_000);
  expect(await move).toMatchObject({ ok: true, value: { version: 3 } });
  const [first, ...again] = moves(it);
  expect([again.length > 0, new Set(again)]).toEqual([true, new Set([first])]);
  expect(it.shows()).toEqual([2, 2]);
});

test("[SY8.1] an answer that says to begin afresh does not undo what newer frames have brought since it was asked", async () => {
  const it = await following();
  it.server.answers.set("match.resume", () => {
    // On its way, the subscription of the same client is told first, and goes on.
    it.server.push(stateFrame(1, { epoch: 2, from: null, reset: true }));
    it.server.push(stateFrame(2, { epoch: 2, from: 1 }));
    const state = stateFrame(1, { epoch: 2, from: null, reset: true });
    return { data: { ok: true, value: { state, desync: true } } };
  });
  await it.push(9, { from: 8 });
  await it.clock.advance(20);
  expect(it.shows()).toEqual([2, 2]);
  expect(it.resets).toHaveLength(1);
});

test("[SY8.1] an answer that says so of what is still held is believed", async () => {
  const it = await following();
  it.server.answers.set("match.resume", () => {
    const state = stateFrame(1, { from: null, reset: true });
    return { data: { ok: true, value: { state, desync: true } } };
  });
  await it.push(9, { from: 8 });
  await it.clock.advance(20);
  expect(it.shows()).toEqual([1, 1]);
  expect(it.resets).toEqual([{ epoch: 1, version: 1, before: { epoch: 1, version: 3 } }]);
});

test("[SY8.1] events of a log that was taken back meanwhile are not told as if they came after what is held", async () => {
  const it = await following();
  const told: number[] = [];
  it.match.onEvents(({ version }) => void told.push(version));
  it.server.answers.set("match.events", () => ({
    data: { matchId: it.match.id, epoch: 2, version: 5, commits: [4, 5].map(eventsAt), next: null },
  }));
  await it.push(5, { from: 3, skipped: true, events: [] });
  expect(told).toEqual([]);
  await it.push(5, { epoch: 2, from: null, reset: true, events: [] });
  await it.push(6, { epoch: 2, events: [eventsAt(6)] });
  expect([it.shows(), told]).toEqual([[2, 6], [6]]);
});

test("[SY8.1] a late copy of what said to begin afresh, of this epoch or an earlier one, takes nothing back that came after it", async () => {
  const it = await following();
  const begin = [2, { epoch: 2, from: null, reset: true }] as const;
  await it.push(...begin);
  await it.push(3, { epoch: 2 });
  it.server.answers.set("match.resume", () => {
    return { data: { ok: true, value: { state: stateFrame(3, { epoch: 2, from: 3 }), desync: false } } };
  });
  // A version is missing: what is held is told to the server anew.
  await it.push(9, { epoch: 2 });
  await it.clock.advance(20);
  await it.push(...begin);
  await it.push(1, { epoch: 1, from: null, reset: true });
  expect([it.shows(), it.resets.length]).toEqual([[2, 3], 1]);
});
