import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { COUNTING } from "../../../../tests/support/counting-game.js";
import { type ServerParts, serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { submit } from "../live/submit.js";
import type { LiveMatch } from "../live/live-match.js";
import { closeAbsence } from "./close-absence.js";
import { comeBack, reunite } from "./come-back.js";

const EXTENSION_MS = 15_000;
const TIMED = { game: "tic-tac-toe", options: { turnMs: 60_000, graceMs: 5_000 } } as const;

const left = (parts: ServerParts, live: LiveMatch) => (live.head.state.deadline ?? 0) - parts.clock.now();
const kindsOf = async (parts: ServerParts, live: LiveMatch) =>
  (await parts.store.readCommits(live.id, 2, 99)).map(({ commit }) => commit.kind);

describe("a player who comes back", () => {
  test("[MT5] in the middle of a turn has 15 seconds more, once, however often and wherever it connects", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
    const other = parts.another();
    const there = await other.matches.get(live.id);
    if (!there.ok) throw new Error("the other node does not have it");
    await parts.clock.advance(20_000);
    const returns = [comeBack(parts, live, 0, EXTENSION_MS), comeBack(other, there.value, 0, EXTENSION_MS)];
    await Promise.all(returns);
    expect(left(parts, live)).toBe(55_000);
    await comeBack(parts, live, 0, EXTENSION_MS);
    await comeBack(other, there.value, 0, EXTENSION_MS);
    expect(await kindsOf(parts, live)).toEqual(["extend"]);
  });

  test("[MT5] gets it again in a later turn", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
    await parts.clock.advance(5_000);
    await comeBack(parts, live, 0, EXTENSION_MS);
    const mark = (seat: number, cell: number) => {
      const actorId = seat === 0 ? "anna" : "bob";
      const { version: basedOn } = live.head;
      const move = { type: "move", cell };
      const command = { kind: "move", actorId, msgId: randomUUID(), seat, host: false, basedOn, move } as const;
      return submit(parts, live, command, { receivedAt: parts.clock.now() });
    };
    await mark(0, 4);
    await mark(1, 0);
    await parts.clock.advance(5_000);
    await comeBack(parts, live, 0, EXTENSION_MS);
    expect(await kindsOf(parts, live)).toEqual(["extend", "move", "move", "extend"]);
  });

  test.each([
    ["when the turn has only just begun", 1_999, 0, EXTENSION_MS],
    ["when it is the other's turn", 20_000, 1, EXTENSION_MS],
    ["when time is up", 60_000, 0, EXTENSION_MS],
    ["where nobody gets any", 20_000, 0, 0],
  ])("[MT5] gets nothing %s", async (_, afterMs, seat, extensionMs) => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
    await parts.clock.advance(afterMs);
    await comeBack(parts, live, seat, extensionMs);
    expect(await kindsOf(parts, live)).toEqual([]);
  });
});

describe("a match that an absence has paused", () => {
  async function paused(request: Parameters<typeof tableOf>[2] = TIMED) {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], request);
    await closeAbsence(parts, live, [1]);
    expect(live.head.state.status).toBe("paused");
    return { parts, live };
  }

  test("[SY3.1] goes on when everybody is back, once, with a whole turn", async () => {
    const { parts, live } = await paused();
    await parts.clock.advance(100_000);
    await Promise.all([reunite(parts, live), reunite(parts, live)]);
    expect(live.head.state).toMatchObject({ status: "playing", toMove: [0] });
    expect(left(parts, live)).toBe(60_000);
    expect(await kindsOf(parts, live)).toEqual(["absence", "resume"]);
  });

  test("[SY3.1] and that has a host goes on when the host says so, not by itself", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Hanna", "Anna", "Bob"], { ...TIMED, as: "host" });
    await closeAbsence(parts, live, [1]);
    await reunite(parts, live);
    expect(live.head.state.status).toBe("paused");
    expect(await kindsOf(parts, live)).toEqual(["absence"]);
  });

  test("[SY3.1] by rules that know no pause is stopped by the platform, and goes on with what was left", async () => {
    const game = {
      ...COUNTING,
      id: "patient",
      onAbsence: () => [],
      absence: () => ({ graceMs: 1, policy: "pause" as const }),
    };
    const parts = serverParts({ games: [game] });
    const { live } = await tableOf(parts, ["Anna", "Bob"], { game: "patient" });
    await closeAbsence(parts, live, [1]);
    expect(live.head.state).toMatchObject({ status: "paused", pause: { reason: "absent" } });
    await reunite(parts, live);
    expect(live.head.state).toMatchObject({ status: "playing", toMove: [0] });
    expect(live.head.state.pause).toBeUndefined();
  });

  test("[SY3.1] by an administrator as well stays paused", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
    const pause = { kind: "pause", actorId: "admin", msgId: randomUUID(), reason: "a dispute" } as const;
    await submit(parts, live, pause, { receivedAt: parts.clock.now() });
    await reunite(parts, live);
    expect(live.head.state.status).toBe("paused");
  });

  test("[SY3.1] that a timeout has paused waits for somebody to decide", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], {
      ...TIMED,
      options: { ...TIMED.options, onTimeout: "pause" },
    });
    await parts.clock.advance(60_500);
    const timeout = { kind: "timeout", actorId: "system", msgId: "timeout:2", seat: 0 } as const;
    await submit(parts, live, timeout, { receivedAt: parts.clock.now() });
    await reunite(parts, live);
    expect(live.head.state.status).toBe("paused");
  });

  test("[SY3.1] is decided in time by the sweep of deadlines when nobody comes back", async () => {
    const { parts, live } = await paused({ ...TIMED, options: { ...TIMED.options, pauseMs: 10_000 } });
    expect(left(parts, live)).toBe(10_000);
    await parts.clock.advance(10_500);
    const timeout = { kind: "timeout", actorId: "system", msgId: "timeout:3", seat: 1 } as const;
    await submit(parts, live, timeout, { receivedAt: parts.clock.now() });
    expect(live.head.state.outcome).toMatchObject({ winners: [0], reason: "resign" });
  });
});
