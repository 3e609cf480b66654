import { randomUUID } from "node:crypto";
import {
  type AppendOutcome,
  type Command,
  defineGame,
  eraseGame,
  type Seat,
  StorageUnavailable,
} from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type ServerParts, serverParts, type Table, tableOf } from "../../../../tests/support/server-parts.js";
import type { LiveMatch } from "./live-match.js";
import { submit } from "./submit.js";

const TIMED = { game: "tic-tac-toe", options: { turnMs: 10_000, onTimeout: "random-move" } } as const;

function count(seat: Seat, basedOn: number, msgId: string = randomUUID()): Command {
  return {
    kind: "move",
    actorId: ["anna", "bob"][seat] ?? "",
    msgId,
    seat,
    host: false,
    basedOn,
    move: { type: "count" },
  };
}

function mark(seat: Seat, basedOn: number, cell: number): Command {
  return { ...count(seat, basedOn), kind: "move", seat, host: false, basedOn, move: { type: "move", cell } };
}

function play(parts: ServerParts, live: LiveMatch, command: Command) {
  return submit(parts, live, command, { receivedAt: parts.clock.now() });
}

/** The same match as another node holds it. */
async function elsewhere(parts: ServerParts, table: Table) {
  const other = parts.another();
  const found = await other.matches.get(table.live.id);
  if (!found.ok) throw new Error(found.rejection.reason);
  return { other, live: found.value };
}

const kinds = (parts: ServerParts, live: LiveMatch) =>
  parts.store.readCommits(live.id, 0, 100).then((page) => page.map(({ commit }) => commit.kind));

describe("a race for the next version", () => {
  test("[DU7] whoever loses it reads on and decides again on what the winner wrote", async () => {
    const parts = serverParts();
    const table = await tableOf(parts);
    const { other, live } = await elsewhere(parts, table);
    await play(parts, table.live, count(0, 2));
    const late = await play(other, live, count(0, 2));
    expect(late).toMatchObject({ ok: false, rejection: { reason: "not_your_turn" } });
    expect(live.head).toEqual(table.live.head);
    expect(await play(other, live, count(1, 3))).toMatchObject({ ok: true, value: { commit: { version: 4 } } });
  });

  test("[SY1] somebody who always loses is asked to come back, after a bounded number of tries", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts);
    parts.store.append = async (): Promise<AppendOutcome> => ({ status: "lost" });
    expect(await play(parts, live, count(0, 2))).toMatchObject({
      ok: false,
      rejection: { code: "routing_failed", reason: "contended", recovery: "retry" },
    });
  });

  test("[DU7] nobody is refused on old news: a node that is behind reads the log before it says no", async () => {
    const parts = serverParts();
    const table = await tableOf(parts, ["Anna"]);
    const { other, live } = await elsewhere(parts, table);
    await play(parts, table.live, { kind: "leave", actorId: "anna", msgId: randomUUID() });
    expect(live.seatOf("anna")).toBe(0);
    const join = { kind: "join", actorId: "carol", msgId: randomUUID(), seat: 0, entropy: null } as const;
    expect(await play(other, live, join)).toMatchObject({ ok: true, value: { commit: { version: 3 } } });
  });

  test("[SY11] a seat that is really taken stays taken (the twin)", async () => {
    const parts = serverParts();
    const table = await tableOf(parts, ["Anna"]);
    const { other, live } = await elsewhere(parts, table);
    const join = { kind: "join", actorId: "carol", msgId: randomUUID(), seat: 0, entropy: null } as const;
    expect(await play(other, live, join)).toMatchObject({ ok: false, rejection: { code: "seat_taken" } });
  });
});

describe("a msgId that was used before", () => {
  test("[SY5] is answered with its first commit, whether this node remembers it or has to ask the log", async () => {
    const parts = serverParts();
    const table = await tableOf(parts);
    const move = count(0, 2);
    const first = await play(parts, table.live, move);
    if (!first.ok) throw new Error("refused");
    const { other, live } = await elsewhere(parts, table);
    const again = { ok: true, value: { commit: first.value.commit, duplicate: true } };
    expect(await play(parts, table.live, { ...move })).toEqual(again);
    expect(await play(other, live, { ...move })).toEqual(again);
    expect(await kinds(parts, live)).toEqual(["join", "join", "move"]);
  });

  test("[SY5] for something else is refused and changes nothing", async () => {
    const parts = serverParts();
    const table = await tableOf(parts);
    const msgId = randomUUID();
    await play(parts, table.live, count(0, 2, msgId));
    const { other, live } = await elsewhere(parts, table);
    const reused = { ok: false, rejection: { code: "msg_id_reused" } };
    expect(await play(parts, table.live, count(0, 1, msgId))).toMatchObject(reused);
    expect(await play(other, live, count(0, 1, msgId))).toMatchObject(reused);
    expect(await kinds(parts, live)).toHaveLength(3);
  });

  test("[SY5] finds the commit of an attempt whose answer was lost, though nobody here took it in", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts);
    const { append } = parts.store;
    parts.store.append = async (entry) => {
      await append.call(parts.store, entry);
      throw new StorageUnavailable(500);
    };
    const move = count(0, 2);
    await expect(play(parts, live, move)).rejects.toThrow(StorageUnavailable);
    expect(live.head.version).toBe(2);
    parts.store.append = append;
    expect(await play(parts, live, { ...move })).toMatchObject({
      ok: true,
      value: { duplicate: true, commit: { version: 3 } },
    });
    expect(live.head.version).toBe(3);
  });
});

describe("storage", () => {
  test("[DU2] that is away advances nothing and tells nobody; afterwards play goes on", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts);
    let woken = 0;
    live.followers.add({
      wake() {
        woken += 1;
      },
    });
    const heard: unknown[] = [];
    parts.ports.coordination.wakeups.onWakeup((wakeup) => void heard.push(wakeup));
    parts.store.before.append = () => {
      throw new StorageUnavailable(500);
    };
    await expect(play(parts, live, count(0, 2))).rejects.toThrow(StorageUnavailable);
    await parts.clock.advance(0);
    expect({ version: live.head.version, woken, heard }).toEqual({ version: 2, woken: 0, heard: [] });
    delete parts.store.before.append;
    await play(parts, live, count(0, 2));
    await parts.clock.advance(0);
    expect({ version: live.head.version, woken, heard: heard.length }).toEqual({ version: 3, woken: 1, heard: 1 });
  });

  test("[DU2] [DU7.1] has a commit, and this node knows it, before other nodes are told to look for it", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts);
    const { publish } = parts.ports.coordination.wakeups;
    const known: unknown[] = [];
    Object.assign(parts.ports.coordination.wakeups, {
      publish(wakeup: Parameters<typeof publish>[0]) {
        if (wakeup.kind !== "version") return;
        known.push({ told: wakeup.version, here: live.head.version });
      },
    });
    await play(parts, live, count(0, 2));
    expect(known).toEqual([{ told: 3, here: 3 }]);
  });

  test("[SY6] that cannot store a row refuses it alone, and the match plays on", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts);
    const { append } = parts.store;
    parts.store.append = async () => ({ status: "refused", reason: "22P05" });
    const refused = await play(parts, live, count(0, 2));
    expect(refused).toMatchObject({ ok: false, rejection: { code: "invalid_message", reason: "unstorable" } });
    parts.store.append = append;
    expect(await play(parts, live, count(0, 2))).toMatchObject({ ok: true });
  });

  test("[DU4] that holds a log which does not verify freezes the match: nothing is decided on it any more", async () => {
    const parts = serverParts();
    const table = await tableOf(parts);
    const { other, live } = await elsewhere(parts, table);
    await play(parts, table.live, count(0, 2));
    parts.store.tamper(live.id, 3);
    const corrupt = { ok: false, rejection: { code: "game_unavailable", reason: "match_corrupt" } };
    expect(await play(other, live, count(0, 2))).toMatchObject(corrupt);
    expect(await play(other, live, count(1, 2))).toMatchObject(corrupt);
    expect(other.lines.filter(({ level }) => level === "error")).toHaveLength(1);
    expect(await play(parts, table.live, count(1, 3))).toMatchObject({ ok: true });
  });
});

describe("a deadline that has passed", () => {
  test("[MT5] is settled first: the late move is decided on what the timeout left", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
    await parts.clock.advance(10_500);
    expect(await play(parts, live, mark(0, 2, 4))).toMatchObject({ ok: false, rejection: { code: "invalid_turn" } });
    expect(await kinds(parts, live)).toEqual(["join", "join", "timeout"]);
  });

  test("[MT5] is not settled by what comes right after it: a move received in time may still be on its way", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
    await parts.clock.advance(9_999);
    const receivedAt = parts.clock.now();
    await parts.clock.advance(500);
    const late = play(parts, live, mark(0, 2, 0));
    await parts.clock.advance(0);
    const offer = { ...mark(1, 2, 0), move: { type: "offer-draw" } } as Command;
    expect(await play(parts, live, offer)).toMatchObject({ ok: true });
    expect(await submit(parts, live, mark(0, 2, 4), { receivedAt })).toMatchObject({ ok: true });
    expect(await kinds(parts, live)).toEqual(["join", "join", "move", "move"]);
    await parts.clock.advance(500);
    expect(await late).toMatchObject({ ok: false, rejection: { reason: "deadline_passed" } });
  });

  test("[SY5] a move that came in time to one node is not called late by another while it is on its way to the log", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
    const other = parts.another();
    const there = await other.matches.get(live.id);
    if (!there.ok) throw new Error("the match is there");
    const move = mark(0, 2, 4);
    await parts.clock.advance(9_999);
    let arrive = () => {};
    parts.store.before.append = () =>
      new Promise<void>((resolve) => {
        arrive = resolve;
      });
    const first = play(parts, live, move);
    await parts.clock.advance(100);
    const again = play(other, there.value, { ...move });
    await parts.clock.advance(100);
    delete parts.store.before.append;
    arrive();
    expect(await first).toMatchObject({ ok: true, value: { duplicate: false } });
    await parts.clock.advance(500);
    expect(await again).toMatchObject({ ok: true, value: { duplicate: true } });
  });

  test("[MT5] a moment before it the same move is accepted", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
    await parts.clock.advance(9_999);
    expect(await play(parts, live, mark(0, 2, 4))).toMatchObject({ ok: true });
    expect(await kinds(parts, live)).toEqual(["join", "join", "move"]);
  });

  test("[MT5] what counts is when the move came, not when its turn in the queue was", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
    const receivedAt = parts.clock.now();
    await parts.clock.advance(20_000);
    expect(await submit(parts, live, mark(0, 2, 4), { receivedAt })).toMatchObject({ ok: true });
  });

  test("[MT5] comes before a resignation and a leave as well, once each", async () => {
    for (const kind of ["resign", "leave"] as const) {
      const parts = serverParts();
      const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
      await parts.clock.advance(10_500);
      expect(await play(parts, live, { kind, actorId: "bob", msgId: randomUUID(), seat: 1 })).toMatchObject({
        ok: true,
      });
      expect(await kinds(parts, live)).toEqual(["join", "join", "timeout", kind]);
    }
  });

  test("[MT5] that two nodes settle at once is one commit", async () => {
    const parts = serverParts();
    const table = await tableOf(parts, ["Anna", "Bob"], TIMED);
    const { other, live } = await elsewhere(parts, table);
    await parts.clock.advance(10_500);
    await Promise.all([play(parts, table.live, mark(0, 2, 4)), play(other, live, mark(0, 2, 4))]);
    expect(await kinds(parts, live)).toEqual(["join", "join", "timeout"]);
  });

  test("[MT5] that the rules do nothing about does not stop a player from resigning", async () => {
    const parts = serverParts({ games: [STUBBORN] });
    const { live } = await tableOf(parts, ["Anna", "Bob"], { game: "stubborn" });
    await parts.clock.advance(1_500);
    const resign = { kind: "resign", actorId: "anna", msgId: randomUUID(), seat: 0 } as const;
    expect(await play(parts, live, resign)).toMatchObject({ ok: true });
  });
});

/** A clock nobody enforces: its timeout has no events. */
const STUBBORN = eraseGame(
  defineGame<{
    Options: object;
    State: { over: boolean };
    Move: { type: "x" };
    Event: { type: "over" };
    View: object;
  }>()({
    id: "stubborn",
    title: "Stubborn",
    summary: "For tests.",
    rulesVersion: 1,
    seats: { min: 2, max: 2 },
    schema: {
      options: z.strictObject({}),
      move: z.strictObject({ type: z.literal("x") }),
      event: z.strictObject({ type: z.literal("over") }),
      view: z.strictObject({}),
    },
    initial: () => ({ over: false }),
    setup: () => [],
    toMove: ({ over }) => (over ? [] : [0]),
    decide: () => ({ ok: true, value: [{ type: "over" }] }),
    evolve: () => ({ over: true }),
    view: () => ({}),
    redact: (event) => event,
    legalMoves: () => ({ all: [{ type: "x" }] }),
    timing: ({ over }) => (over ? null : { seats: [0], turn: "1", ms: 1_000 }),
    onTimeout: () => [],
    onLeave: () => [{ type: "over" }],
    onAbsence: () => [],
    absence: () => ({ graceMs: 60_000, policy: "pause" }),
    outcome: ({ over }) => (over ? { status: "finished", winners: [], scores: [0, 0], reason: "left" } : null),
  }),
);
