import { expect, test } from "vitest";
import { freshId, type OpenSubject } from "./coordination.js";

const LEASE_MS = 2_000;
const PLENTY = 1_000;
/** Some state of a match. */
export const OF = { epoch: 1, version: 7 } as const;

export function timerCases(open: OpenSubject): void {
  test("[MT5] a deadline is claimed when it is due, and not before", async () => {
    const { clock, coordination } = await open();
    const { timers } = coordination;
    const [key, now] = [freshId(), clock.now()];
    await timers.set(key, now + 1, OF);
    expect(await timers.claimDue(now, LEASE_MS, PLENTY)).toStrictEqual([]);
    expect(await timers.claimDue(now + 1, LEASE_MS, PLENTY)).toStrictEqual([key]);
  });

  test("[DU7] a claimed deadline is hidden for its lease and comes back if nobody cleared it", async () => {
    const { clock, coordination } = await open();
    const { timers } = coordination;
    const [key, now] = [freshId(), clock.now()];
    await timers.set(key, now, OF);
    expect(await timers.claimDue(now, LEASE_MS, PLENTY)).toStrictEqual([key]);
    expect(await timers.claimDue(now + LEASE_MS - 1, LEASE_MS, PLENTY)).toStrictEqual([]);
    expect(await timers.claimDue(now + LEASE_MS, LEASE_MS, PLENTY)).toStrictEqual([key]);
  });

  test("[MT5] a cleared deadline is never claimed, whether or not it was claimed before", async () => {
    const { clock, coordination } = await open();
    const { timers } = coordination;
    const [settled, withdrawn, kept, now] = [freshId(), freshId(), freshId(), clock.now()];
    await timers.set(settled, now, OF);
    expect(await timers.claimDue(now, LEASE_MS, PLENTY)).toStrictEqual([settled]);
    await timers.clear(settled, OF);
    await timers.set(withdrawn, now, OF);
    await timers.clear(withdrawn, OF);
    await timers.clear(freshId(), OF);
    await timers.set(kept, now, OF);
    expect(await timers.claimDue(now + 10 * LEASE_MS, LEASE_MS, PLENTY)).toStrictEqual([kept]);
  });

  test("[MT5] the deadline set last is the one that counts", async () => {
    const { clock, coordination } = await open();
    const { timers } = coordination;
    const [sooner, later, now] = [freshId(), freshId(), clock.now()];
    await timers.set(sooner, now + 60_000, OF);
    await timers.set(sooner, now, OF);
    await timers.set(later, now, OF);
    await timers.set(later, now + 60_000, OF);
    expect(await timers.claimDue(now, LEASE_MS, PLENTY)).toStrictEqual([sooner]);
  });

  test("[DU9.3] a deadline of an older state neither replaces nor takes out one of a newer", async () => {
    const { clock, coordination } = await open();
    const { timers } = coordination;
    const now = clock.now();
    const older = [
      { epoch: 1, version: 6 },
      { epoch: 0, version: 8 },
    ];
    for (const of of older) {
      const [replaced, cleared] = [freshId(), freshId()];
      await timers.set(replaced, now, OF);
      await timers.set(replaced, now + 60_000, of);
      await timers.set(cleared, now, OF);
      await timers.clear(cleared, of);
      const claim = await timers.claimDue(now, LEASE_MS, PLENTY);
      expect(claim.toSorted()).toStrictEqual([replaced, cleared].toSorted());
      // The twin: as new as what is there, or newer, both count. A claim in between changes nothing of that.
      await timers.set(replaced, now + 60_000, OF);
      await timers.clear(cleared, { epoch: 2, version: 1 });
      expect(await timers.claimDue(now + LEASE_MS, LEASE_MS, PLENTY)).toStrictEqual([]);
      await timers.clear(replaced, OF);
    }
  });

  test("[MT5] no claim is larger than its limit, and all are claimed once in the end", async () => {
    const { clock, coordination } = await open();
    const { timers } = coordination;
    const now = clock.now();
    const keys = Array.from({ length: 57 }, freshId);
    await Promise.all(keys.map((key, i) => timers.set(key, now - i, OF)));
    const claimed: string[] = [];
    for (const limit of [0, 1, 2, 3, 5, 10, 36, 10]) {
      const claim = await timers.claimDue(now, LEASE_MS, limit);
      expect(claim.length).toBe(Math.min(limit, keys.length - claimed.length));
      claimed.push(...claim);
    }
    expect(claimed.toSorted()).toStrictEqual(keys.toSorted());
  });

  test("[MT5] the smallest limit finds the one deadline that is due, wherever it is kept", async () => {
    const { clock, coordination } = await open();
    const { timers } = coordination;
    const now = clock.now();
    for (let i = 0; i < 16; i += 1) {
      const key = freshId();
      await timers.set(key, now, OF);
      expect(await timers.claimDue(now, LEASE_MS, 1)).toStrictEqual([key]);
    }
  });

  test("[MT5] claimers that come at once share the deadlines without overlap", async () => {
    const { clock, coordination } = await open();
    const { timers } = coordination;
    const now = clock.now();
    const keys = Array.from({ length: 40 }, freshId);
    await Promise.all(keys.map((key) => timers.set(key, now, OF)));
    const claims = await Promise.all(Array.from({ length: 8 }, () => timers.claimDue(now, LEASE_MS, 10)));
    const rest = await timers.claimDue(now, LEASE_MS, PLENTY);
    expect([...claims.flat(), ...rest].toSorted()).toStrictEqual(keys.toSorted());
  });
}
