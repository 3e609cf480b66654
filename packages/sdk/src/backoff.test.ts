import { describe, expect, test } from "vitest";
import { backoffMs } from "./backoff.js";
import { FakeRandom } from "./testing-support/fake-random.js";

const ALMOST_ONE = 1 - Number.EPSILON;

describe("backoffMs", () => {
  test("[SY12] the first try after a loss comes uniformly within 300 ms", () => {
    const random = new FakeRandom(42);
    const waits = Array.from({ length: 2_000 }, () => backoffMs({ attempt: 0, elapsedMs: 0 }, random.unit()));
    const thirds = [0, 0, 0];
    for (const ms of waits) thirds[Math.floor(ms / 100)] = (thirds[Math.floor(ms / 100)] ?? 0) + 1;
    expect(thirds).toHaveLength(3);
    for (const count of thirds) expect(count).toBeGreaterThan(550);
  });

  test.each([
    [0, 300],
    [1, 600],
    [2, 1_200],
    [3, 1_500],
    [50, 1_500],
  ])(
    "[DU1] in the first ten minutes try %i waits up to %i ms, so that a restarted server is found within two seconds",
    (attempt, most) => {
      expect(backoffMs({ attempt, elapsedMs: 599_999 }, 0)).toBe(0);
      expect(backoffMs({ attempt, elapsedMs: 599_999 }, ALMOST_ONE)).toBeCloseTo(most, 3);
    },
  );

  test("[SY12] no wait is longer than ten seconds, however long the outage", () => {
    expect(backoffMs({ attempt: 1_000, elapsedMs: 86_400_000 }, ALMOST_ONE)).toBeCloseTo(10_000, 3);
    expect(backoffMs({ attempt: 5, elapsedMs: 600_000 }, ALMOST_ONE)).toBeCloseTo(9_600, 3);
  });

  test("[SY12] every bound can be set", () => {
    const options = { firstMs: 10, briefMs: 15, briefForMs: 100, capMs: 30 };
    expect(backoffMs({ attempt: 0, elapsedMs: 0 }, ALMOST_ONE, options)).toBeCloseTo(10, 6);
    expect(backoffMs({ attempt: 9, elapsedMs: 99 }, ALMOST_ONE, options)).toBeCloseTo(15, 6);
    expect(backoffMs({ attempt: 9, elapsedMs: 100 }, ALMOST_ONE, options)).toBeCloseTo(30, 6);
  });
});
