import { describe, expect, test } from "vitest";
import type { SeatPresence } from "../ports.js";
import { type Assessment, assess, type StandingInput, sameStanding } from "./standing.js";

const START = 1_000_000;
const here = (seat: number): SeatPresence => ({ seat, playerId: `p${seat}`, here: true, awaySince: null });
const left = (seat: number, awaySince: number): SeatPresence => ({
  seat,
  playerId: `p${seat}`,
  here: false,
  awaySince,
});

/** Two players of a match that has been played and watched over since START: 2 s debounce, 60 s grace. */
function at(now: number, presence: readonly SeatPresence[] | null, more: Partial<StandingInput> = {}): Assessment {
  return assess({
    seats: ["p0", "p1"],
    presence: presence && { seats: presence, spectators: 0 },
    local: { seats: new Set(), spectators: 0 },
    notes: new Map(),
    graceMs: 60_000,
    debounceMs: 2_000,
    knownSince: START,
    playingSince: START,
    now: START + now,
    ...more,
  });
}

const seat1 = ({ standing }: Assessment) => standing.seats.get(1);
const HERE = { presence: "here", graceEndsAt: null };
const AWAY = { presence: "away", graceEndsAt: null };

test("[MT13] a bot is here, whatever the board says and whoever has gone", () => {
  const assessed = at(500_000, [left(0, START)], { seats: ["p0", "bot:7"] });
  expect(assessed.standing.seats.get(1)).toEqual(HERE);
  expect(assessed.gone).toEqual([0]);
  const unknown = at(500_000, null, { seats: ["p0", "bot:7"] });
  expect(unknown.standing.seats.get(1)).toEqual(HERE);
  expect(unknown.standing.seats.get(0)).toEqual(AWAY);
});

describe("an absence that is seen", () => {
  test.each([
    [0, HERE, 12_000, []],
    [1_999, HERE, 12_000, []],
    [2_000, { presence: "away", graceEndsAt: START + 70_000 }, 70_000, []],
    [59_999, { presence: "away", graceEndsAt: START + 70_000 }, 70_000, []],
    [60_000, { presence: "gone", graceEndsAt: START + 70_000 }, null, [1]],
    [99_000, { presence: "gone", graceEndsAt: START + 70_000 }, null, [1]],
  ])("[SY3] %i ms after it began is told as %o", (elapsed, told, nextAt, gone) => {
    const assessed = at(10_000 + elapsed, [here(0), left(1, START + 10_000)]);
    expect(seat1(assessed)).toEqual(told);
    expect(assessed.nextAt).toBe(nextAt === null ? null : START + nextAt);
    expect(assessed.gone).toEqual(gone);
    expect(assessed.isWaiting).toBe(nextAt !== null);
    expect(assessed.standing.seats.get(0)).toEqual(HERE);
  });

  test("[SY4] ends the moment the player is back", () => {
    expect(at(50_000, [here(0), here(1)])).toMatchObject({ nextAt: null, gone: [], isWaiting: false });
  });

  test("[SY3] costs nothing while there is nothing to lose", () => {
    const open = at(500_000, [here(0), left(1, START)], { graceMs: null });
    expect(seat1(open)).toEqual(AWAY);
    expect(open).toMatchObject({ nextAt: null, gone: [], isWaiting: false });
  });

  test("[SY3] begins to count when play begins, for somebody who was away before", () => {
    const assessed = at(500_000, [here(0), left(1, START)], { playingSince: START + 500_000 });
    expect(seat1(assessed)).toEqual({ presence: "away", graceEndsAt: START + 560_000 });
  });

  test("[SY3] counts from when this node could see it: a restart does not eat the grace", () => {
    const assessed = at(500_000, [here(0), left(1, START)], { knownSince: START + 499_000 });
    expect(seat1(assessed)).toEqual(HERE);
    const later = at(502_000, [here(0), left(1, START)], { knownSince: START + 499_000 });
    expect(seat1(later)).toEqual({ presence: "away", graceEndsAt: START + 559_000 });
  });

  test("[SY3] is of the player who left, not of whoever has the seat now", () => {
    const assessed = at(100_000, [here(0), left(1, START)], { seats: ["p0", "somebody else"] });
    expect(seat1(assessed)).toEqual({ presence: "away", graceEndsAt: START + 160_000 });
    expect(assessed.gone).toEqual([]);
  });

  test("[SY3] of several is settled together", () => {
    expect(at(70_000, [left(0, START), left(1, START + 5_000)]).gone).toEqual([0, 1]);
  });
});

describe("a player the board does not list", () => {
  test("[SY3] has the whole grace from when that was first seen, however long the match has been in memory", () => {
    const first = at(900_000, [here(0)]);
    expect(seat1(first)).toEqual({ presence: "away", graceEndsAt: START + 960_000 });
    const { notes } = first;
    expect(seat1(at(959_999, [here(0)], { notes }))).toMatchObject({ presence: "away" });
    expect(at(960_000, [here(0)], { notes }).gone).toEqual([1]);
  });

  test("[SY4] and who was here a moment ago is not announced as away before the debounce", () => {
    const { notes } = at(0, [here(0), here(1)]);
    const missing = at(100_000, [here(0)], { notes });
    expect(seat1(missing)).toEqual(HERE);
    expect(missing.nextAt).toBe(START + 102_000);
    const later = at(102_000, [here(0)], { notes: missing.notes });
    expect(seat1(later)).toEqual({ presence: "away", graceEndsAt: START + 160_000 });
  });

  test("[SY4] and who is connected to this node is here all the same", () => {
    const local = { seats: new Set([1]), spectators: 0 };
    expect(seat1(at(900_000, [here(0)], { local }))).toEqual(HERE);
    expect(seat1(at(900_000, [here(0), left(1, START)], { local }))).toEqual(HERE);
  });
});

describe("a board that cannot answer", () => {
  const away = at(5_000, [here(0), left(1, START)]);

  test("[DU6] counts nobody out: the last word stands, without a grace that runs", () => {
    const unknown = at(900_000, null, { notes: away.notes });
    expect(unknown.standing.seats.get(0)).toEqual(HERE);
    expect(seat1(unknown)).toEqual(AWAY);
    expect(unknown).toMatchObject({ gone: [], nextAt: null, isWaiting: true });
  });

  test("[DU6] leaves those gone who were, and settles nothing more for them", () => {
    const { notes } = at(60_000, [here(0), left(1, START)]);
    const unknown = at(61_000, null, { notes });
    expect(seat1(unknown)).toMatchObject({ presence: "gone" });
    expect(unknown.gone).toEqual([]);
  });

  test("[DU6] hides nobody who is connected to this node", () => {
    const unknown = at(900_000, null, { notes: away.notes, local: { seats: new Set([1]), spectators: 3 } });
    expect(seat1(unknown)).toEqual(HERE);
    expect(unknown.standing.spectators).toBe(3);
  });
});

describe("a server that is away itself", () => {
  const away = at(5_000, [here(0), left(1, START)]);

  test("[SY3] shows who is gone as away, and no grace runs", () => {
    const held = at(900_000, [here(0), left(1, START)], { notes: away.notes, held: "away" });
    expect(seat1(held)).toEqual(AWAY);
    expect(held).toMatchObject({ gone: [], nextAt: null, isWaiting: true });
  });

  test("[SY3] keeps its last word where a node cannot tell who is connected to it", () => {
    const { notes } = at(0, [here(0), here(1)]);
    const held = at(900_000, [here(0), left(1, START)], { notes, held: "blind" });
    expect(seat1(held)).toEqual(HERE);
    expect(held.gone).toEqual([]);
  });

  test("[SY3] leaves those gone who were", () => {
    const { notes } = at(60_000, [here(0), left(1, START)]);
    const held = at(61_000, [here(0), left(1, START)], { notes, held: "away" });
    expect(seat1(held)).toMatchObject({ presence: "gone" });
    expect(held.gone).toEqual([]);
  });

  test("[SY3] takes no part of a grace: it ends later by as much", () => {
    const graceEnd = (from: number, ms: number) => from + ms + 30_000;
    const seen = [here(0), left(1, START)];
    expect(seat1(at(89_999, seen, { graceEnd }))).toEqual({ presence: "away", graceEndsAt: START + 90_000 });
    expect(at(90_000, seen, { graceEnd }).gone).toEqual([1]);
  });
});

test("[SY4] two standings are the same when they would be told the same", () => {
  const standingOf = (spectators: number, told = HERE) => ({
    spectators,
    seats: new Map([[0, told as { presence: "here"; graceEndsAt: null }]]),
  });
  expect(sameStanding(standingOf(1), standingOf(1))).toBe(true);
  expect(sameStanding(standingOf(1), standingOf(2))).toBe(false);
  expect(sameStanding(standingOf(1), standingOf(1, AWAY))).toBe(false);
  expect(sameStanding(standingOf(1), { spectators: 1, seats: new Map() })).toBe(false);
});
