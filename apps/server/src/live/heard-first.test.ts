/** Time that is up is held against nobody whose move came before, on whichever node, or whose node did not serve. */
import { randomUUID } from "node:crypto";
import { type Heard, LOST_NODE_MS, NODE_GAP_MS, rejection } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { Deadlines } from "../timers/deadlines.js";
import { playMove } from "../usecases/play-move.js";
import { BEAT_EVERY_MS, OUTAGES } from "./outages.js";
import { submit } from "./submit.js";

const TURN_MS = 10_000;
const GRACE_MS = 500;
const TIMED = { game: "tic-tac-toe", options: { turnMs: TURN_MS, onTimeout: "random-move" } } as const;
const { backMs, gapMs } = OUTAGES;

/** Two nodes that beat, and a match on both in which time runs for Anna. */
async function begin() {
  const parts = serverParts({ outages: OUTAGES });
  const other = parts.another();
  await Promise.all([parts.outages.beat(), other.outages.beat()]);
  const table = await tableOf(parts, ["Anna", "Bob"], TIMED);
  const there = await other.matches.get(table.live.id);
  const [anna] = table.players;
  if (!there.ok || anna === undefined) throw new Error("there is a match, and somebody to move");
  const deadline = table.live.head.state.deadline ?? 0;
  return { parts, other, anna, deadline, live: table.live, there: there.value, deadlines: new Deadlines(parts, NOW) };
}
const NOW = { warmUpMs: 0 };

/** Time in which these nodes beat. */
async function serve(nodes: readonly ServerParts[], until: number): Promise<void> {
  const clock = nodes[0]?.clock;
  while (clock !== undefined && clock.now() < until) {
    await clock.advance(Math.min(BEAT_EVERY_MS, until - clock.now()));
    await Promise.all(nodes.map(({ outages }) => outages.beat()));
  }
}
const kindsOf = async (parts: ServerParts, matchId: string) =>
  (await parts.store.readCommits(matchId, 2, 100)).map(({ commit }) => commit.kind);
const mark = ({ live, anna }: Awaited<ReturnType<typeof begin>>, on: ServerParts) =>
  playMove(on, anna, { matchId: live.id, msgId: randomUUID(), basedOn: 2, move: { type: "move", cell: 4 } });

/** The node with a memory of answers that does not answer before it is told to. */
function held(parts: ServerParts): { readonly node: ServerParts; readonly answer: () => void } {
  let answer = () => {};
  const waiting = new Promise<null>((resolve) => {
    answer = () => resolve(null);
  });
  const dedupe = { windowMs: 300_000, recall: () => waiting, remember: async () => {} };
  const ports = { ...parts.ports, coordination: { ...parts.ports.coordination, dedupe } };
  return { node: { ...parts, ports }, answer: () => answer() };
}

describe("a move that one node received in time and still holds", () => {
  test("[DU5.2] [MT5] wins, however long it is held: no other node ends the turn before it has its answer", async () => {
    const begun = await begin();
    const { parts, other, live, there, deadline, deadlines } = begun;
    await serve([parts, other], deadline - 100);
    there.refusedAt = parts.clock.now();
    const { node, answer } = held(other);
    const played = mark(begun, node);
    for (const waited of [GRACE_MS, 2_000, 20_000]) {
      await serve([parts, other], deadline + waited);
      await Promise.all([deadlines.settleHere(), deadlines.settleIndexed(), deadlines.sweep()]);
      expect(await kindsOf(parts, live.id)).toEqual([]);
    }
    answer();
    expect(await played).toMatchObject({ ok: true, value: { version: 3 } });
    // The next turn begins with the move, and has not gone by while the move was held.
    await serve([parts, other], parts.clock.now() + TURN_MS);
    await parts.matches.levelAll();
    await deadlines.settleHere();
    expect(await kindsOf(parts, live.id)).toEqual(["move", "credit"]);
    await serve([parts, other], parts.clock.now() + GRACE_MS);
    await deadlines.settleHere();
    expect(await kindsOf(parts, live.id)).toEqual(["move", "credit", "timeout"]);
  });

  test("[DU5.2] [MT5] is waited for by nobody if it came too late", async () => {
    const begun = await begin();
    const { parts, other, live, there, deadline, deadlines } = begun;
    await serve([parts, other], deadline);
    there.refusedAt = parts.clock.now();
    const { node, answer } = held(other);
    const played = mark(begun, node);
    await serve([parts, other], deadline + GRACE_MS);
    await deadlines.settleHere();
    expect(await kindsOf(parts, live.id)).toEqual(["timeout"]);
    answer();
    await parts.clock.advance(GRACE_MS);
    expect(await played).toMatchObject({ ok: false });
    expect(await kindsOf(parts, live.id)).toEqual(["timeout"]);
  });

  test("[DU5.2] [MT5] holds up the time of no other match", async () => {
    const begun = await begin();
    const { parts, other, there, deadlines } = begun;
    const second = await tableOf(parts, ["Carol", "Dan"], TIMED);
    await serve([parts, other], begun.deadline - 100);
    there.refusedAt = parts.clock.now();
    const { node, answer } = held(other);
    const played = mark(begun, node);
    await serve([parts, other], begun.deadline + GRACE_MS);
    await deadlines.settleHere();
    expect(await kindsOf(parts, second.live.id)).toEqual(["timeout"]);
    answer();
    expect(await played).toMatchObject({ ok: true });
  });
});

describe("a node that has not said what it had received by the deadline", () => {
  test("[DU5.2] [MT5] is waited for, and its move wins if it speaks in time", async () => {
    const begun = await begin();
    const { parts, other, live, deadline, deadlines } = begun;
    await serve([parts, other], deadline - 50);
    await serve([parts], deadline + gapMs - 100);
    await deadlines.settleHere();
    expect(await kindsOf(parts, live.id)).toEqual([]);
    await other.outages.beat();
    await parts.outages.beat();
    // It has been silent for long enough that somebody may have lost the turn by it.
    await deadlines.settleHere();
    expect(await kindsOf(parts, live.id)).toEqual(["credit"]);
  });

  test("[DU5.2] [MT5] is not waited for once it has said that it leaves, or is of a build that never says", async () => {
    const { parts, other, live, deadline, deadlines } = await begin();
    await parts.store.beat({ nodeId: "of before", blindSince: null, gapMs, since: 0 });
    await serve([parts, other], deadline - 50);
    await other.outages.leave();
    await serve([parts], deadline + GRACE_MS);
    await deadlines.settleHere();
    expect(await kindsOf(parts, live.id)).toEqual(["timeout"]);
  });

  test("[DU5.2] [MT5] and is silent for longer than that gives the turn back, with time to come to another node", async () => {
    const begun = await begin();
    const { parts, other, live, deadline, deadlines } = begun;
    await serve([parts, other], deadline - 50);
    const silentSince = parts.clock.now();
    await serve([parts], deadline + gapMs);
    await deadlines.settleHere();
    expect(await kindsOf(parts, live.id)).toEqual(["credit"]);
    expect(live.head.state.deadline).toBeGreaterThanOrEqual(deadline + (parts.clock.now() - silentSince) + backMs - 1);
    expect(await mark(begun, parts)).toMatchObject({ ok: true });
  });

  test("[DU5.2] [MT5] gives no turn back for which nobody can have been connected to it", async () => {
    for (const whoPlays of ["on this node", "away"] as const) {
      const { parts, other, live, deadline, deadlines } = await begin();
      const connection = { nodeId: "n", connectionId: "c", seat: 0, playerId: "anna" };
      if (whoPlays === "on this node") live.followers.add({ wake() {}, seat: 0, since: deadline - TURN_MS });
      else {
        await parts.ports.coordination.presence.arrive(live.id, connection);
        await parts.ports.coordination.presence.depart(live.id, connection);
      }
      await serve([parts, other], deadline - 50);
      await serve([parts], deadline + gapMs);
      await deadlines.settleHere();
      expect(await kindsOf(parts, live.id), whoPlays).toEqual(["timeout"]);
    }
  });

  test("[DU5.2] [MT5] and is gone for good gives turns back for half a minute, and then never again", async () => {
    const { parts, other, live, deadline, deadlines } = await begin();
    await serve([parts, other], deadline - TURN_MS + 1_000);
    await serve([parts], deadline + LOST_NODE_MS + 2 * backMs);
    for (let round = 0; round < 3; round += 1) {
      await deadlines.settleHere();
      await serve([parts], parts.clock.now() + 2 * LOST_NODE_MS);
    }
    await deadlines.settleHere();
    const kinds = await kindsOf(parts, live.id);
    expect(kinds).toContain("timeout");
    expect(kinds.slice(kinds.indexOf("timeout") + 1)).not.toContain("credit");
  });
});

describe("a move that comes after its deadline", () => {
  test("[DU5.2] [MT5] is accepted where its player's node had died, and refused where none had", async () => {
    for (const hasDied of [true, false]) {
      const begun = await begin();
      const { parts, other, live, deadline } = begun;
      await serve([parts, other], deadline - 200);
      await serve(hasDied ? [parts] : [parts, other], deadline + 150);
      const played = mark(begun, parts);
      await serve(hasDied ? [parts] : [parts, other], deadline + gapMs + 1_000);
      expect(await played).toMatchObject(hasDied ? { ok: true } : { rejection: { reason: "deadline_passed" } });
      expect(await kindsOf(parts, live.id)).toEqual(hasDied ? ["credit", "move"] : ["timeout"]);
    }
  });
});

test("[SY5] [MT5] what is remembered of an earlier turn is answered at once: the clock has spoken on that", async () => {
  const { parts, live } = await begin();
  const refusal = { ok: false, rejection: rejection("invalid_turn", "deadline_passed") } as const;
  const command = { kind: "move", actorId: "anna", msgId: randomUUID(), seat: 0, host: false, basedOn: 1 } as const;
  const arrival = { receivedAt: parts.clock.now(), answeredBefore: async () => refusal };
  expect(await submit(parts, live, { ...command, move: { type: "move", cell: 1 } }, arrival)).toBe(refusal);
});

test("[DU5.2] [MT5] a node that stood still itself gives back what it took, also to those connected to it", async () => {
  const { parts, live, deadline, deadlines } = await begin();
  live.followers.add({ wake() {}, seat: 0, since: deadline - TURN_MS });
  await serve([parts], deadline - 500);
  await parts.clock.advance(NODE_GAP_MS + 300);
  await deadlines.settleHere();
  expect(await kindsOf(parts, live.id)).toEqual(["credit"]);
});

test("[DU5.2] what a node says of itself names each open request, or speaks of the rest together", async () => {
  const { parts, live, deadline } = await begin();
  const said: (Heard | null | undefined)[] = [];
  const { beat } = parts.store;
  parts.store.beat = (heartbeat) => {
    said.push(heartbeat.heard);
    return beat.call(parts.store, heartbeat);
  };
  const now = parts.clock.now();
  const answered = parts.outages.received(live.id, now - 9);
  await parts.outages.beat();
  expect(said.at(-1)).toEqual({ until: now, open: [{ matchId: live.id, since: now - 9 }], unsaid: [] });
  for (let i = 0; i < 300; i += 1) parts.outages.received("another match", now + i);
  await parts.outages.beat();
  expect(said.at(-1)?.open).toHaveLength(201);
  expect(said.at(-1)?.open.at(-1)).toEqual({ matchId: null, since: now + 199 });
  expect(await parts.outages.haveHeardAll(live.id, deadline)).toBe(false);
  answered();
  await parts.outages.beat();
  expect(said.at(-1)?.open[0]).toEqual({ matchId: "another match", since: now });
  // Nothing is held for so long: what was forgotten by whoever had it to answer holds nobody up for ever.
  await serve([parts], now + 60_000);
  expect(said.at(-1)?.open).toEqual([]);
});
