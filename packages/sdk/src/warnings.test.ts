import type { ClocksInfo } from "@holdfast/protocol";
import { describe, expect, test } from "vitest";
import { shownClockMs } from "./shown-clock.js";
import { FakeClock } from "./testing-support/fake-clock.js";
import { Warnings } from "./warnings.js";

/** A server that is ahead of this client's clock. */
const AHEAD_MS = 5_000;

function begin() {
  const clock = new FakeClock();
  const serverNow = () => clock.now() + AHEAD_MS;
  const warnings = new Warnings(clock, serverNow);
  const heard: number[] = [];
  const start = serverNow();
  const timed = (deadlineMs: number | null, more: { seats?: number[]; seat?: number | null; warn?: number[] } = {}) => {
    const { seats = [0], seat = 0, warn = [30_000, 10_000] } = more;
    const deadline = deadlineMs === null ? null : start + deadlineMs;
    const warnAt = deadline === null ? [] : warn.map((ms) => deadline - ms);
    return { deadline, timing: { seats, warnAt }, you: { role: "player", seat } } as const;
  };
  const listen = () => warnings.listen(({ remainingMs }) => void heard.push(remainingMs));
  return { clock, warnings, heard, timed, listen };
}

describe("a warning", () => {
  test("[MT5] comes 30 and 10 seconds before one's own time is up, by the server's clock", async () => {
    const { clock, warnings, heard, timed, listen } = begin();
    listen();
    warnings.update(timed(60_000));
    await clock.advance(29_999);
    expect(heard).toEqual([]);
    await clock.advance(1);
    expect(heard).toEqual([30_000]);
    await clock.advance(30_000);
    expect(heard).toEqual([30_000, 10_000]);
  });

  test("[MT5] is told once, however often the same state comes", async () => {
    const { clock, warnings, heard, timed, listen } = begin();
    listen();
    for (let i = 0; i < 8; i += 1) {
      warnings.update(timed(60_000));
      await clock.advance(9_000);
    }
    expect(heard).toEqual([30_000, 10_000]);
  });

  test("[MT5] is for those on the clock: not for the others, nor for who only watches", async () => {
    for (const more of [{ seats: [1] }, { seat: null }, { seats: [] }]) {
      const { clock, warnings, heard, timed, listen } = begin();
      listen();
      warnings.update(timed(60_000, more));
      await clock.advance(70_000);
      expect(heard).toEqual([]);
    }
  });

  test("[MT5] is not told of a turn that is over, and told anew of a turn that became longer", async () => {
    const { clock, warnings, heard, timed, listen } = begin();
    listen();
    warnings.update(timed(35_000));
    await clock.advance(6_000);
    warnings.update(timed(50_000));
    await clock.advance(14_000);
    expect(heard).toEqual([30_000, 30_000]);
    warnings.update(timed(null));
    await clock.advance(60_000);
    expect(heard).toHaveLength(2);
  });

  test("[MT5] that went by unseen is told late, the last of them only; none when time is up", async () => {
    const { clock, warnings, heard, timed, listen } = begin();
    warnings.update(timed(60_000));
    await clock.advance(53_000);
    listen();
    expect(heard).toEqual([7_000]);
    warnings.update(timed(52_000));
    expect(heard).toHaveLength(1);
  });

  test("[MT5] does not come while time stands still: paused, or while the server cannot save", async () => {
    for (const still of [{ pause: { reason: "lunch", since: 0 } }, { saving: true as const }]) {
      const { clock, warnings, heard, timed, listen } = begin();
      listen();
      warnings.update(timed(60_000));
      await clock.advance(20_000);
      warnings.update({ ...timed(60_000), ...still });
      await clock.advance(20_000);
      expect(heard).toEqual([]);
      warnings.update(timed(80_000));
      await clock.advance(10_000);
      expect(heard).toEqual([30_000]);
    }
  });

  test("[MT5] waits for nothing once nobody listens any more", async () => {
    const { clock, warnings, heard, timed, listen } = begin();
    listen();
    warnings.update(timed(60_000));
    warnings.stop();
    await clock.advance(60_000);
    expect(heard).toEqual([]);
  });
});

describe("what a clock shows", () => {
  const clocks: ClocksInfo = {
    at: 1_000,
    freeMs: 500,
    seats: [{ ms: 60_000, counts: "down", runs: true }, { ms: 7_000, counts: "up", runs: false }, null],
  };

  test("[MT6] goes by what has gone by, after the free time, while it runs", () => {
    expect([500, 1_500, 2_500, 62_500].map((now) => shownClockMs(clocks, 0, now))).toEqual([
      60_000, 60_000, 59_000, -1_000,
    ]);
    expect(shownClockMs(clocks, 1, 90_000)).toBe(7_000);
    const up: ClocksInfo = { ...clocks, seats: [{ ms: 7_000, counts: "up", runs: true }] };
    expect(shownClockMs(up, 0, 2_500)).toBe(8_000);
    expect([shownClockMs(clocks, 2, 1_000), shownClockMs(clocks, 9, 1_000)]).toEqual([null, null]);
  });
});
