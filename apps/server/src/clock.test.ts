import { expect, test } from "vitest";
import { systemRandom } from "./clock.js";

const hex = (count: number) => Buffer.from(systemRandom.bytes(count)).toString("hex");

test("[MT8] secret seeds are new every time, whatever else was drawn between them", () => {
  const seeds = new Set<string>();
  for (let i = 0; i < 1_000; i += 1) {
    seeds.add(hex(32));
    hex(1 + (i % 48));
  }
  expect(seeds.size).toBe(1_000);
  for (const seed of seeds) expect(seed).toMatch(/^[0-9a-f]{64}$/);
});

test("[MT8] what was drawn stays what it was, and as many bytes come as were asked for", () => {
  const first = systemRandom.bytes(16);
  const copy = Buffer.from(first).toString("hex");
  for (const count of [1, 7, 1_023, 1_024, 1_025, 5_000]) expect(systemRandom.bytes(count)).toHaveLength(count);
  expect(Buffer.from(first).toString("hex")).toBe(copy);
  expect(hex(5_000)).not.toMatch(/(00){16}/);
});
