import { randomUUID } from "node:crypto";
import { NODE_GAP_MS, StorageUnavailable, SYSTEM } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { Deadlines } from "../timers/deadlines.js";
import { comeBack } from "../usecases/come-back.js";
import { playMove } from "../usecases/play-move.js";
import { OUTAGES } from "./outages.js";
import { submit } from "./submit.js";

const { backMs, gapMs } = OUTAGES;
const TURN_MS = 10_000;
const TIMED = { game: "tic-tac-toe", options: { turnMs: TURN_MS, onTimeout: "forfeit" } } as const;
const BLITZ = { game: "tic-tac-toe", options: { turnMs: 0, clock: { initialMs: 60_000, incrementMs: 0 } } } as const;

/** A node that beats, and a match in which time runs for Anna. */
async function begin(game: object = TIMED) {
  const parts = serverParts({ outages: OUTAGES });
  await parts.outages.beat();
  const table = await tableOf(parts, ["Anna", "Bob"], game);
  const deadlines = new Deadlines(parts, { warmUpMs: 0 });
  return { parts, deadlines, ...table };
}
/** Time in which the node beats, or does not. */
async function serve(parts: ServerParts, ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += 1_000) {
    await parts.clock.advance(Math.min(1_000, ms - gone));
    await parts.outages.beat();
  }
}
const kindsOf = async (parts: ServerParts, matchId: string) =>
  (await parts.store.readCommits(matchId, 2, 100)).map(({ commit }) => commit.kind);
const mark = (parts: ServerParts, { players, live }: Awaited<ReturnType<typeof begin>>, seat: number, more: object) => {
  const player = players[seat];
  if (player === undefined) throw new Error("nobody sits there");
  const move = { type: "move", cell: seat } as const;
  return playMove(parts, player, { matchId: live.id, msgId: randomUUID(), basedOn: 2, move, ...more });
};

describe("a turn", () => {
  test("[DU5.1] [MT5] has after an outage what it had left before, and time to be back besides", async () => {
    const { parts, deadlines, live } = await begin();
    const before = live.head.state.deadline ?? 0;
    await serve(parts, 4_000);
    await parts.clock.advance(60_000);
    await deadlines.settleHere();
    expect(live.head.version).toBe(2);
    await parts.outages.beat();
    await deadlines.settleHere();
    expect(live.head.state).toMatchObject({ deadline: before + 60_000 + backMs, last: { kind: "credit" } });
    // It is over when that is over, and not a moment later.
    await serve(parts, backMs + 6_000 + 499);
    await deadlines.settleHere();
    expect(live.head.version).toBe(3);
    await serve(parts, 1);
    await deadlines.settleHere();
    expect(live.head.state).toMatchObject({ outcome: { reason: "timeout" }, last: { kind: "timeout" } });
  });

  test("[DU5.1] [MT5] is not lengthened by a silence that is no outage", async () => {
    const { parts, deadlines, live } = await begin();
    await parts.clock.advance(NODE_GAP_MS);
    await parts.outages.beat();
    await parts.clock.advance(NODE_GAP_MS);
    await parts.outages.beat();
    await deadlines.settleHere();
    expect(live.head.version).toBe(2);
    await serve(parts, TURN_MS + 500 - 2 * NODE_GAP_MS);
    await deadlines.settleHere();
    expect(await kindsOf(parts, live.id)).toEqual(["timeout"]);
  });

  test("[DU5.1] [MT5] is given back before a request that comes first is looked at, though no round has run yet", async () => {
    const begun = await begin();
    const { parts, live } = begun;
    await parts.clock.advance(60_000);
    expect(await mark(parts, begun, 0, {})).toMatchObject({ ok: true, value: { version: 4 } });
    expect(await kindsOf(parts, live.id)).toEqual(["credit", "move"]);
  });

  test("[DU5.1] [MT5] is not touched by whoever cannot know whether there was an outage", async () => {
    const begun = await begin();
    const { parts, live, deadlines } = begun;
    await parts.clock.advance(60_000);
    parts.store.before.beat = () => {
      throw new StorageUnavailable(1);
    };
    await Promise.all([deadlines.settleHere(), deadlines.settleIndexed(), deadlines.sweep()]);
    await expect(mark(parts, begun, 0, {})).rejects.toThrow(StorageUnavailable);
    expect(await kindsOf(parts, live.id)).toEqual([]);
  });

  test("[DU5.1] [MT5] is given back once, whichever of several nodes is first, and however often they look", async () => {
    const { parts, deadlines, live } = await begin();
    const other = parts.another();
    await other.matches.get(live.id);
    await parts.clock.advance(60_000);
    await Promise.all([parts.outages.beat(), other.outages.beat()]);
    const there = new Deadlines(other, { warmUpMs: 0 });
    await Promise.all([deadlines.settleHere(), there.settleHere(), there.sweep(), deadlines.sweep()]);
    for (let i = 0; i < 3; i += 1) await Promise.all([deadlines.settleHere(), there.settleHere()]);
    expect(await kindsOf(parts, live.id)).toEqual(["credit"]);
  });

  test("[DU5.1] [MT5] is given back once where storage's clock is a little ahead of the node's", async () => {
    const { parts, deadlines, live } = await begin();
    const { beat } = parts.store;
    parts.store.beat = async (heartbeat) => {
      const { at, outages, ...answer } = await beat.call(parts.store, heartbeat);
      return { ...answer, at: at + 80, outages: outages.map((one) => ({ ...one, to: one.to + 80 })) };
    };
    await parts.clock.advance(60_000);
    await parts.outages.beat();
    for (let i = 0; i < 3; i += 1) await deadlines.settleHere();
    expect(await kindsOf(parts, live.id)).toEqual(["credit"]);
    expect(parts.outages.isClockRight).toBe(true);
  });

  test("[DU5.1] [MT5] in a match that nobody has in memory is given back before anybody ends it", async () => {
    const { parts, live } = await begin();
    const other = parts.another();
    await parts.clock.advance(60_000);
    await other.outages.beat();
    await new Deadlines(other, { warmUpMs: 0 }).sweep();
    expect(await kindsOf(parts, live.id)).toEqual(["credit"]);
  });

  test("[DU5.1] [MT5] that begins with a move received in an outage begins after it, and is not given it again", async () => {
    const begun = await begin();
    const { parts, live, deadlines } = begun;
    await serve(parts, 2_000);
    await parts.clock.advance(3_000);
    const receivedAt = parts.clock.now();
    await parts.clock.advance(57_000);
    expect(await mark(parts, begun, 0, { receivedAt })).toMatchObject({ ok: true });
    const now = parts.clock.now();
    await deadlines.settleHere();
    expect(await kindsOf(parts, live.id)).toEqual(["credit", "move"]);
    expect(live.head.state).toMatchObject({ deadline: now + TURN_MS, last: { at: now } });
  });

  test("[DU5.1] [MT5] whose player is back after it was over, but for the outage, is longer by the extension too", async () => {
    const { parts, live } = await begin();
    const before = live.head.state.deadline ?? 0;
    await parts.clock.advance(60_000);
    await parts.outages.beat();
    await comeBack(parts, live, 0, 15_000);
    expect(await kindsOf(parts, live.id)).toEqual(["credit"]);
    await serve(parts, 2_000);
    await comeBack(parts, live, 0, 15_000);
    expect(await kindsOf(parts, live.id)).toEqual(["credit", "extend"]);
    expect(live.head.state.deadline).toBe(before + 60_000 + backMs + 15_000);
  });
});

test("[DU5.1] [MT5] what was found to be owed on a version that is not the newest any more is not given in the place of another", async () => {
  const { parts, live } = await begin();
  const now = parts.clock.now();
  await parts.clock.advance(60_000);
  const standstills = [{ from: now + 1_000, to: now + 50_000, until: now + 60_000 }];
  const give = (msgId: string) =>
    submit(parts, live, { kind: "credit", actorId: SYSTEM, msgId, standstills }, { receivedAt: parts.clock.now() });
  await parts.outages.beat();
  expect(await give("credit:3")).toMatchObject({ ok: false, rejection: { reason: "not_due" } });
  expect(await kindsOf(parts, live.id)).toEqual([]);
  expect(await give("credit:2")).toMatchObject({ ok: true });
});

describe("a turn that ends in an outage which nobody knows of yet", () => {
  test("[DU5.1] [MT5] is not ended on what was known before its end, and not refused for what an outage took", async () => {
    const begun = await begin();
    const { parts, live, deadlines } = begun;
    await serve(parts, TURN_MS - 500);
    // Storage goes away half a second before the end, and nobody has noticed when the timer comes.
    await parts.clock.advance(1_000);
    expect(parts.outages.isCurrent).toBe(true);
    parts.store.before.beat = () => {
      throw new StorageUnavailable(1);
    };
    await expect(deadlines.settleHere()).rejects.toThrow(StorageUnavailable);
    await parts.clock.advance(20_000);
    delete parts.store.before.beat;
    await parts.outages.beat();
    await deadlines.settleHere();
    expect(await kindsOf(parts, live.id)).toEqual(["credit"]);
    expect(await mark(parts, begun, 0, {})).toMatchObject({ ok: true });
  });
});

describe("a clock", () => {
  test("[DU5.1] [MT6] is not charged for an outage, whether somebody moves or it would have flagged", async () => {
    const begun = await begin(BLITZ);
    const { parts, live } = begun;
    await serve(parts, 5_000);
    await parts.clock.advance(300_000);
    await parts.outages.beat();
    await serve(parts, backMs + 2_000);
    expect(await mark(parts, begun, 0, {})).toMatchObject({ ok: true });
    expect(await kindsOf(parts, live.id)).toEqual(["credit", "move"]);
    expect(live.head.state.time?.clocks?.seats[0]?.usedMs).toBe(7_000);
  });

  test("[MT6] without an outage is charged for the same time", async () => {
    const begun = await begin(BLITZ);
    await serve(begun.parts, 17_000);
    await mark(begun.parts, begun, 0, {});
    expect(begun.live.head.state.time?.clocks?.seats[0]?.usedMs).toBe(17_000);
  });
});

describe("a node whose clock is wrong", () => {
  test("[MT5.1] lets nobody's time run out, until it is right again", async () => {
    const { parts, deadlines, live } = await begin();
    await serve(parts, TURN_MS + 500);
    const { beat } = parts.store;
    parts.store.beat = async (heartbeat) => {
      const answer = await beat.call(parts.store, heartbeat);
      return { ...answer, at: answer.at - 150 };
    };
    await parts.outages.beat();
    expect([parts.outages.isClockRight, parts.outages.clockAheadMs]).toEqual([false, 150]);
    await Promise.all([deadlines.settleHere(), deadlines.settleIndexed(), deadlines.sweep()]);
    expect(live.head.version).toBe(2);
    expect(parts.lines).toMatchObject([{ level: "warn", fields: { aheadMs: 150 } }]);
    parts.store.beat = beat;
    await parts.outages.beat();
    expect(parts.outages.isClockRight).toBe(true);
    await deadlines.settleHere();
    expect(await kindsOf(parts, live.id)).toEqual(["timeout"]);
  });

  test("[MT5.1] calls nobody late who is not, and stores the time that it is", async () => {
    const begun = await begin();
    const { parts, live } = begun;
    await serve(parts, 4_000);
    const { beat } = parts.store;
    // The clock is set eight seconds ahead: to this node the turn is over.
    parts.store.beat = async (heartbeat) => {
      const answer = await beat.call(parts.store, heartbeat);
      return { ...answer, outages: [], at: answer.at - 8_000 };
    };
    await parts.clock.advance(8_000);
    expect(await mark(parts, begun, 0, {})).toMatchObject({ ok: true });
    expect(await kindsOf(parts, live.id)).toEqual(["move"]);
    expect(live.head.state.last?.at).toBe(parts.clock.now() - 8_000);
  });
});
