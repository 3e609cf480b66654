import { expect, test } from "vitest";
import { freshId, type OpenSubject } from "./coordination.js";

export function limitCases(open: OpenSubject): void {
  test("[ID4] a burst is allowed at once, and what comes after it is told how long to wait", async () => {
    const { limits } = (await open()).coordination;
    const [key, limit] = [freshId(), { burst: 3, perSecond: 4 }];
    for (let i = 0; i < limit.burst; i += 1) expect(await limits.take(key, limit)).toBe(0);
    expect(await limits.take(key, limit)).toBe(250);
    expect(await limits.take(key, limit)).toBe(250);
  });

  test.each([1, 3, 7, 10, 0.3])(
    "[ID4] at %d a second whoever waits as long as told is let through once",
    async (perSecond) => {
      const { clock, coordination } = await open();
      const [key, limit] = [freshId(), { burst: 2, perSecond }];
      await coordination.limits.take(key, limit);
      await coordination.limits.take(key, limit);
      for (let round = 0; round < 20; round += 1) {
        const wait = await coordination.limits.take(key, limit);
        expect(wait).toBeGreaterThan(0);
        await clock.advance(wait);
        expect(await coordination.limits.take(key, limit)).toBe(0);
      }
    },
  );

  test("[ID4] waiting one millisecond less than told is not enough", async () => {
    const { clock, coordination } = await open();
    const [key, limit] = [freshId(), { burst: 1, perSecond: 2 }];
    await coordination.limits.take(key, limit);
    await clock.advance(499);
    expect(await coordination.limits.take(key, limit)).toBe(1);
    await clock.advance(1);
    expect(await coordination.limits.take(key, limit)).toBe(0);
  });

  test("[ID4] a long pause gives back no more than the burst", async () => {
    const { clock, coordination } = await open();
    const [key, limit] = [freshId(), { burst: 2, perSecond: 100 }];
    await coordination.limits.take(key, limit);
    await clock.advance(3_600_000);
    const waits = [];
    for (let i = 0; i < 3; i += 1) waits.push(await coordination.limits.take(key, limit));
    expect(waits).toStrictEqual([0, 0, 10]);
  });

  test("[ID4] one key's use costs another key nothing", async () => {
    const { limits } = (await open()).coordination;
    const [key, other, limit] = [freshId(), freshId(), { burst: 1, perSecond: 1 }];
    expect(await limits.take(key, limit)).toBe(0);
    expect(await limits.take(key, limit)).toBe(1_000);
    expect(await limits.take(other, limit)).toBe(0);
  });
}
