import { randomUUID } from "node:crypto";
import { OBSERVER, StorageUnavailable, type Viewer } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { resumeMatch } from "../usecases/resume-match.js";
import { watchMatch } from "../usecases/watch-match.js";
import { SharedFrames } from "./shared-frames.js";
import { missedBy } from "./state-frame.js";
import type { LiveMatch } from "./live-match.js";
import { submit } from "./submit.js";

const SEAT_0: Viewer = { kind: "seat", seat: 0 };
const SEAT_1: Viewer = { kind: "seat", seat: 1 };

/** Offers a draw again and again: versions without end, and no turn passes. */
async function advance(parts: ServerParts, live: LiveMatch, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const seat = i % 2;
    const basedOn = live.head.version;
    const move = i % 2 === 0 ? { type: "offer-draw" } : { type: "answer-draw", accept: false };
    const actorId = seat === 0 ? "anna" : "bob";
    const command = { kind: "move", actorId, msgId: randomUUID(), seat, host: false, basedOn, move } as const;
    const done = await submit(parts, live, command, { receivedAt: parts.clock.now() });
    if (!done.ok) throw new Error(`${done.rejection.reason} at ${basedOn}`);
  }
}

async function ticTacToe() {
  const parts = serverParts();
  const table = await tableOf(parts, ["Anna", "Bob"], { game: "tic-tac-toe", options: { bestOf: 9 } });
  return { parts, ...table, frames: new SharedFrames(table.live) };
}

describe("frames are shared", () => {
  test("[MT4] by viewers of the same class who are equally far, and by nobody else", async () => {
    const { parts, frames } = await ticTacToe();
    const now = parts.clock.now();
    expect(frames.state(OBSERVER, 1, now)).toBe(frames.state({ kind: "observer" }, 1, now));
    expect(frames.state(OBSERVER, 1, now)).not.toBe(frames.state(OBSERVER, 0, now));
    expect(frames.state(SEAT_0, 1, now)).not.toBe(frames.state(SEAT_1, 1, now));
    expect(frames.state(SEAT_0, 1, now).view).not.toEqual(frames.state(SEAT_1, 1, now).view);
    expect(frames.presence(now)).toBe(frames.presence(now));
  });

  test("[SY8] until there is a new version, or somebody comes or goes", async () => {
    const { parts, live, frames } = await ticTacToe();
    const now = parts.clock.now();
    const [state, presence] = [frames.state(OBSERVER, 2, now), frames.presence(now)];
    live.setStanding({ seats: new Map(), spectators: 7 });
    expect(frames.presence(now)).not.toBe(presence);
    const later = frames.state(OBSERVER, 2, now);
    expect(later).not.toBe(state);
    expect(later.spectators).toBe(7);
    await advance(parts, live, 1);
    expect(frames.state(OBSERVER, 2, now)).toMatchObject({ version: 3, from: 2, events: [{ version: 3 }] });
  });

  test("[SY8] and let go of once they are shared no more, which nobody notices", async () => {
    const { parts, frames } = await ticTacToe();
    const now = parts.clock.now();
    const state = frames.state(OBSERVER, 2, now);
    frames.forgetStale(now + 99);
    expect(frames.state(OBSERVER, 2, now + 99)).toBe(state);
    frames.forgetStale(now + 100);
    const again = frames.state(OBSERVER, 2, now + 99);
    expect(again).not.toBe(state);
    expect({ ...again, serverTime: 0 }).toEqual({ ...state, serverTime: 0 });
  });

  test("[DU5] and are not told as older than the last, where the node's clock was set back", async () => {
    const { parts, live, frames } = await ticTacToe();
    const now = parts.clock.now();
    live.setSaving(true);
    expect(frames.presence(now)).toMatchObject({ serverTime: now, saving: true });
    live.setSaving(false);
    expect(frames.presence(now - 1_900)).toMatchObject({ serverTime: now });
    expect(frames.state(OBSERVER, 1, now - 1_900)).toMatchObject({ serverTime: now });
    live.setSaving(true);
    expect(frames.presence(now + 1)).toMatchObject({ serverTime: now + 1 });
    live.setSaving(false);
    expect(frames.presence(now - 60_000)).toMatchObject({ serverTime: now - 60_000 });
  });

  test("[SY7] only for a moment: whoever comes later is told the time of now, by which its clocks run", async () => {
    const { parts, frames } = await ticTacToe();
    frames.state(SEAT_0, null, parts.clock.now());
    await parts.clock.advance(600_000);
    expect(frames.state(SEAT_0, null, parts.clock.now()).serverTime).toBe(parts.clock.now());
    frames.presence(parts.clock.now());
    await parts.clock.advance(600_000);
    expect(frames.presence(parts.clock.now()).serverTime).toBe(parts.clock.now());
  });
});

describe("a reader that is behind", () => {
  test("[SY9] is told each version's events while memory has them, beyond that the newest view and `skipped`", async () => {
    const { parts, live, frames } = await ticTacToe();
    await advance(parts, live, 70);
    const now = parts.clock.now();
    const near = frames.state(OBSERVER, 8, now);
    expect(near.events.map(({ version }) => version)).toEqual(Array.from({ length: 64 }, (_, i) => 9 + i));
    expect(near.skipped).toBeUndefined();
    const far = frames.state(OBSERVER, 7, now);
    expect(far).toMatchObject({ version: 72, from: 7, skipped: true, events: [] });
    expect(far.view).toEqual(near.view);
  });

  test("[SY13] hears what storage has of its absence and what came since, once each and in order", async () => {
    const { parts, live } = await ticTacToe();
    await advance(parts, live, 70);
    const fromLog = await parts.store.readCommits(live.id, 1, 500);
    await advance(parts, live, 3);
    const { commits, skipped } = missedBy(live, 1, fromLog);
    expect(commits.map(({ commit }) => commit.version)).toEqual(Array.from({ length: 74 }, (_, i) => 2 + i));
    expect(skipped).toBeUndefined();
  });

  test("[SY13] hears nothing from beyond the version it is shown, though storage has more already", async () => {
    const { parts, live } = await ticTacToe();
    const other = parts.another();
    const found = await other.matches.get(live.id);
    if (!found.ok) throw new Error(found.rejection.reason);
    await advance(parts, live, 3);
    const fromLog = await parts.store.readCommits(live.id, 0, 500);
    const { commits, skipped } = missedBy(found.value, 0, fromLog);
    expect(found.value.head.version).toBe(2);
    expect(commits.map(({ commit }) => commit.version)).toEqual([1, 2]);
    expect(skipped).toBeUndefined();
  });

  test("[SY13] is told `skipped` when the page read for it ends before what memory has", async () => {
    const { parts, live } = await ticTacToe();
    await advance(parts, live, 80);
    const fromLog = await parts.store.readCommits(live.id, 0, 10);
    const { commits, skipped } = missedBy(live, 0, fromLog);
    expect(commits).toHaveLength(10);
    expect(skipped).toBe(true);
  });
});

test("[DU5] who comes back after more versions than memory has is shown the newest although storage is away", async () => {
  const { parts, live, players } = await ticTacToe();
  await advance(parts, live, 70);
  for (const call of ["readCommits", "claimSeat", "versionsOf"] as const) {
    parts.store.before[call] = () => {
      throw new StorageUnavailable(1_000);
    };
  }
  parts.store.health.state = { awaySince: parts.clock.now() };
  const [anna] = players;
  if (anna === undefined) throw new Error("nobody plays");
  const held = { epoch: 1, version: 3 };
  const back = await resumeMatch(parts, anna, { matchId: live.id, held, connectionId: "c" });
  const shown = { from: 3, version: 72, skipped: true, saving: true };
  expect(back).toMatchObject({ ok: true, value: { state: shown, desync: false } });
  const watcher = await watchMatch(parts, anna, { matchId: live.id, held, connectionId: "c" });
  expect(watcher.ok && watcher.value.take(parts.clock.now())).toMatchObject(shown);
});
