import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import type { Timers } from "../ports.js";
import { playMove } from "../usecases/play-move.js";
import { Deadlines } from "./deadlines.js";

const TIMING = { warmUpMs: 0 };
const TIMED = { game: "tic-tac-toe", options: { turnMs: 10_000 } } as const;
const PLAYED_FOR = { ...TIMED, options: { ...TIMED.options, onTimeout: "random-move" } } as const;

const deadlinesOf = (parts: ServerParts, timing = TIMING) => new Deadlines(parts, timing);
const msgIdsOf = async (parts: ServerParts, matchId: string) =>
  (await parts.store.readCommits(matchId, 2, 100)).map(({ commit }) => commit.msgId);

/** Somebody made a match and every node forgot it: only storage knows its deadline. */
async function forgotten(parts: ServerParts, maker = parts.another()) {
  const { live } = await tableOf(maker, ["Anna", "Bob"], TIMED);
  return live.id;
}

describe("a match in memory", () => {
  test("[MT5] a turn that is over ends half a second later, so that a move received in time can still win", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
    const deadlines = deadlinesOf(parts);
    await parts.clock.advance(10_499);
    await deadlines.settleHere();
    expect(live.head.version).toBe(2);
    await parts.clock.advance(1);
    await deadlines.settleHere();
    expect(live.head.state).toMatchObject({ outcome: { reason: "timeout", winners: [1] }, last: { kind: "timeout" } });
  });

  test("[MT5] fired twice and on two nodes it is one commit", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], PLAYED_FOR);
    const other = parts.another();
    await other.matches.get(live.id);
    const [here, there] = [deadlinesOf(parts), deadlinesOf(other)];
    await parts.clock.advance(10_500);
    await Promise.all([here.settleHere(), there.settleHere(), here.settleHere(), there.sweep(), here.settleIndexed()]);
    expect(await msgIdsOf(parts, live.id)).toEqual(["timeout:2"]);
  });

  test("[MT5] a match whose timeout cannot be stored does not keep the others from theirs", async () => {
    const parts = serverParts();
    const stuck = await tableOf(parts, ["Anna", "Bob"], TIMED);
    const second = await tableOf(parts, ["Carol", "Dan"], TIMED);
    const { append } = parts.store;
    parts.store.append = async (entry) => {
      if (entry.commit.matchId === stuck.live.id) throw new Error("this row cannot be written");
      return append.call(parts.store, entry);
    };
    await parts.clock.advance(10_500);
    await expect(deadlinesOf(parts).settleHere()).rejects.toThrow("this row cannot be written");
    expect(second.live.head.version).toBe(3);
  });

  test("[MT5] a node that is behind gives a timeout the name of the version it ends, not of the one it knew", async () => {
    const parts = serverParts();
    const { live, players } = await tableOf(parts, ["Anna", "Bob"], PLAYED_FOR);
    const behind = parts.another();
    await behind.matches.get(live.id);
    await parts.clock.advance(5_000);
    const [anna] = players;
    if (anna === undefined) throw new Error("nobody moves first");
    await playMove(parts, anna, { matchId: live.id, msgId: randomUUID(), basedOn: 2, move: { type: "move", cell: 4 } });
    await parts.clock.advance(10_500);
    await deadlinesOf(behind).settleHere();
    expect((await msgIdsOf(parts, live.id)).slice(1)).toEqual(["timeout:3"]);
  });
});

test("[MT5] a move received in time wins over the clock, however long it waits for what is remembered of it", async () => {
  let answer = () => {};
  const waiting = new Promise<null>((resolve) => {
    answer = () => resolve(null);
  });
  const dedupe = { windowMs: 300_000, recall: () => waiting, remember: async () => {} };
  const parts = serverParts();
  const { live, players } = await tableOf(parts, ["Anna", "Bob"], TIMED);
  // Only where somebody was refused lately is there anything to ask for.
  live.refusedAt = parts.clock.now();
  const slow = { ...parts, ports: { ...parts.ports, coordination: { ...parts.ports.coordination, dedupe } } };
  const [anna] = players;
  if (anna === undefined) throw new Error("nobody moves first");
  await parts.clock.advance(9_999);
  const move = { type: "move", cell: 4 };
  const played = playMove(slow, anna, { matchId: live.id, msgId: randomUUID(), basedOn: 2, move });
  await parts.clock.advance(2_000);
  const settled = Promise.all([deadlinesOf(parts).settleHere(), deadlinesOf(parts).sweep()]);
  await parts.clock.advance(0);
  expect(live.head.version).toBe(2);
  answer();
  expect(await played).toMatchObject({ ok: true, value: { version: 3 } });
  await settled;
  const [first] = await parts.store.readCommits(live.id, 2, 1);
  expect(first?.commit).toMatchObject({ kind: "move", seat: 0 });
  expect(live.head.state).toMatchObject({ toMove: [1], outcome: null });
});

describe("a match that no node has in memory", () => {
  test("[DU6.1] [MT5] is found in storage and ends, without any index", async () => {
    const parts = serverParts();
    const matchId = await forgotten(parts);
    const deadlines = deadlinesOf(parts);
    await parts.clock.advance(10_749);
    await deadlines.sweep();
    expect(await msgIdsOf(parts, matchId)).toEqual([]);
    await parts.clock.advance(1);
    await deadlines.sweep();
    expect(await msgIdsOf(parts, matchId)).toEqual(["timeout:2"]);
  });

  test("[MT5] is found in the index by any node, once the node that had it is given time to settle it", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
    await deadlinesOf(parts).settleHere();
    const other = parts.another();
    const sharing = { ...other, ports: { ...other.ports, coordination: parts.ports.coordination } };
    const deadlines = new Deadlines(sharing, TIMING);
    await parts.clock.advance(10_799);
    await deadlines.settleIndexed();
    expect(await msgIdsOf(parts, live.id)).toEqual([]);
    await parts.clock.advance(1);
    await deadlines.settleIndexed();
    expect(await msgIdsOf(parts, live.id)).toEqual(["timeout:2"]);
  });

  test("[MT5] that cannot be loaded is left alone for a minute, and does not keep the next one from its end", async () => {
    const parts = serverParts();
    const broken = await forgotten(parts);
    const sound = await forgotten(parts);
    parts.store.tamper(broken, 2);
    const deadlines = deadlinesOf(parts);
    await parts.clock.advance(10_750);
    await deadlines.sweep();
    expect(await msgIdsOf(parts, sound)).toEqual(["timeout:2"]);
    const loads = () => parts.store.calls.loadMatch ?? 0;
    const before = loads();
    await parts.clock.advance(30_000);
    await deadlines.sweep();
    expect(loads()).toBe(before);
    await parts.clock.advance(30_000);
    await deadlines.sweep();
    expect(loads()).toBe(before + 1);
  });

  test("[MT5] of more than fit into one look all are found in one sweep", async () => {
    const parts = serverParts();
    const maker = parts.another();
    const matchIds: string[] = [];
    for (let i = 0; i < 250; i += 1) matchIds.push(await forgotten(parts, maker));
    await parts.clock.advance(10_750);
    await deadlinesOf(parts).sweep();
    const ends = await Promise.all(matchIds.map((matchId) => msgIdsOf(parts, matchId)));
    expect(new Set(ends.flat())).toEqual(new Set(["timeout:2"]));
    expect(ends.flat()).toHaveLength(250);
  });
});

describe("the index", () => {
  /** Timers that say what they are asked. */
  function watched(timers: Timers) {
    const asked: string[] = [];
    const set: Timers["set"] = (key, dueAt, of) => {
      asked.push(`set ${dueAt}`);
      return timers.set(key, dueAt, of);
    };
    const clear: Timers["clear"] = (key, of) => {
      asked.push("clear");
      return timers.clear(key, of);
    };
    return { asked, timers: { set, clear, claimDue: timers.claimDue.bind(timers) } };
  }
  async function begin() {
    const parts = serverParts();
    const { asked, timers } = watched(parts.ports.coordination.timers);
    const indexed = { ...parts, ports: { ...parts.ports, coordination: { ...parts.ports.coordination, timers } } };
    const { live, players } = await tableOf(parts, ["Anna", "Bob"], TIMED);
    const play = async (seat: number, cell: number) => {
      const player = players[seat];
      if (player === undefined) throw new Error("there is no such seat");
      const move = { type: "move", cell };
      await playMove(parts, player, { matchId: live.id, msgId: randomUUID(), basedOn: live.head.version, move });
    };
    return { parts, asked, live, play, deadlines: new Deadlines(indexed, TIMING) };
  }
  const dueAt = (deadline: number | null) => `set ${(deadline ?? 0) + 800}`;

  test("[MT5] a deadline is entered once; one that moves on is corrected when its entry comes due", async () => {
    const { parts, asked, live, play, deadlines } = await begin();
    await deadlines.settleHere();
    await deadlines.settleHere();
    expect(asked).toEqual([dueAt(live.head.state.deadline)]);
    await parts.clock.advance(4_000);
    await play(0, 4);
    await deadlines.settleHere();
    expect(asked).toHaveLength(1);
    await parts.clock.advance(6_800);
    await deadlines.settleIndexed();
    expect(asked.slice(1)).toEqual([dueAt(live.head.state.deadline)]);
    expect(live.head.version).toBe(3);
  });

  test("[MT5] an entry that came due is entered again where the match is in memory: whoever claimed it may be gone", async () => {
    const { parts, asked, live, play, deadlines } = await begin();
    await deadlines.settleHere();
    await parts.clock.advance(4_000);
    await play(0, 4);
    await parts.clock.advance(6_799);
    await deadlines.settleHere();
    expect(asked).toHaveLength(1);
    await parts.clock.advance(1);
    await deadlines.settleHere();
    expect(asked.slice(1)).toEqual([dueAt(live.head.state.deadline)]);
  });

  test("[MT5] an ended match is taken out", async () => {
    const { parts, asked, deadlines } = await begin();
    await deadlines.settleHere();
    await parts.clock.advance(10_500);
    await deadlines.settleHere();
    await deadlines.settleHere();
    expect(asked.at(-1)).toBe("clear");
    await parts.clock.advance(10_000);
    await deadlines.settleIndexed();
    expect(asked).toHaveLength(2);
  });

  test("[DU6.1] an index that was lost is built again from what is in memory", async () => {
    const { asked, live, deadlines } = await begin();
    await deadlines.settleHere();
    deadlines.rebuild();
    await deadlines.settleHere();
    const entered = dueAt(live.head.state.deadline);
    expect(asked).toEqual([entered, entered]);
  });
});

test("[MT5] a node that has just started lets nobody's time run out", async () => {
  const parts = serverParts();
  const matchId = await forgotten(parts);
  await parts.clock.advance(60_000);
  const deadlines = deadlinesOf(parts, { warmUpMs: 5_000 });
  const everyWay = () => Promise.all([deadlines.settleHere(), deadlines.settleIndexed(), deadlines.sweep()]);
  await parts.clock.advance(4_999);
  await everyWay();
  expect(await msgIdsOf(parts, matchId)).toEqual([]);
  await parts.clock.advance(1);
  await everyWay();
  expect(await msgIdsOf(parts, matchId)).toEqual(["timeout:2"]);
});

test("[MT5] nor where somebody has come to the match: the other players are still on their way", async () => {
  const parts = serverParts();
  const matchId = await forgotten(parts);
  await parts.clock.advance(60_000);
  const deadlines = deadlinesOf(parts, { warmUpMs: 5_000 });
  expect((await parts.matches.get(matchId)).ok).toBe(true);
  await parts.clock.advance(4_999);
  await deadlines.settleHere();
  expect(await msgIdsOf(parts, matchId)).toEqual([]);
  await parts.clock.advance(1);
  await deadlines.settleHere();
  expect(await msgIdsOf(parts, matchId)).toEqual(["timeout:2"]);
});
