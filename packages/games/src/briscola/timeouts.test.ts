import { describe, expect, test } from "vitest";
import { briscola } from "./rules.js";
import { Table } from "./table-for-tests.js";
import type { BriscolaPhase } from "./types.js";

const timing = (table: Table) => briscola.timing(table.state);
/** The match after this many automatic actions; a first bid of 61 stands. */
const after = (timeouts: number, options = {}) => new Table({ options }).bids([0, 61]).timeout(timeouts);

describe("each phase has its own time, and does what it says when that is up", () => {
  test.each<[BriscolaPhase, number, number, number]>([
    ["bid", 0, 1, 10_000],
    ["call-partner-rank", 4, 0, 20_000],
    ["play-first-trick", 5, 0, 30_000],
    ["call-partner-suit", 10, 0, 20_000],
    ["play-tricks", 11, 1, 30_000],
  ])("[G1] %s", (phase, timeouts, seat, ms) => {
    const table = after(timeouts, { bidMs: 10_000, callMs: 20_000, playMs: 30_000 });
    expect(table.view(null)).toMatchObject({ phase, current_player_id: seat });
    expect(timing(table)).toMatchObject({ seats: [seat], ms });
    expect(timing(after(timeouts, { bidMs: 0, callMs: 0, playMs: 0 }))).toMatchObject({ ms: 0 });
  });

  test("[G1] bid passes, for good", () => {
    const table = after(1);
    expect(table.replay.events.at(-1)).toMatchObject({ type: "bid.made", seat: 1, bid: -1, auto: true });
    expect(table.view(null).passed).toEqual([false, true, false, false, false]);
  });

  test("[G1] the calls name a rank and a suit that make a partner likely", () => {
    const called = after(5);
    expect(called.view(null)).toMatchObject({ phase: "play-first-trick", partner_rank: expect.any(Number) });
    const suited = after(11);
    expect(suited.view(null)).toMatchObject({ phase: "play-tricks", trump_suit: expect.any(String) });
    expect(suited.types.filter((type) => type === "trick.won")).toHaveLength(1);
  });

  test("[G1] play lays the least card down, in the blind trick and after it", () => {
    for (const timeouts of [6, 12]) {
      const before = after(timeouts - 1);
      const seat = before.state.turn ?? -1;
      const hand = before.state.hands[seat] ?? [];
      before.timeout();
      expect(before.state.hands[seat]).toHaveLength(hand.length - 1);
    }
  });

  test("[G1] three in a row and a seat is waited for a second, until it acts by itself", () => {
    const table = after(4 + 1 + 1 + 4 + 1);
    expect(table.view(null).away).toEqual([true, false, false, false, false]);
    while (table.state.turn !== 0) table.timeout();
    expect(timing(table)).toMatchObject({ seats: [0], ms: 1_000 });
    table.must(0, { type: "play", card: table.state.hands[0]?.[0] ?? -1 });
    expect(table.view(null).away[0]).toBe(false);
  });

  test("[G1] nobody is timed when it is over", () => {
    const table = after(4 + 1 + 5 + 1 + 35, { end: { mode: "hands", hands: 1 } });
    expect(timing(table)).toBeNull();
  });
});
