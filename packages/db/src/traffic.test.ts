import { expect, test } from "vitest";
import { Traffic } from "./traffic.js";

function arrivals(traffic: Traffic, from: number, { count, apartMs }: { count: number; apartMs: number }): number {
  for (let i = 1; i <= count; i += 1) traffic.came(from + i * apartMs);
  return from + count * apartMs;
}

test("[DU3] traffic is dense once arrivals follow closely for a while, and sparse again soon after", () => {
  const traffic = new Traffic();
  expect(traffic.isCloserThan(1)).toBe(false);
  let now = arrivals(traffic, 0, { count: 3, apartMs: 0.5 });
  expect(traffic.isCloserThan(1)).toBe(false);
  now = arrivals(traffic, now, { count: 40, apartMs: 0.5 });
  expect(traffic.isCloserThan(1)).toBe(true);
  arrivals(traffic, now, { count: 3, apartMs: 4 });
  expect(traffic.isCloserThan(1)).toBe(false);
});

test("[DU3] one long silence says nothing about what comes next", () => {
  const traffic = new Traffic();
  const now = arrivals(traffic, 0, { count: 80, apartMs: 0.2 });
  arrivals(traffic, now + 3_600_000, { count: 20, apartMs: 0.2 });
  expect(traffic.isCloserThan(1)).toBe(true);
});
