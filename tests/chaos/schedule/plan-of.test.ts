import { expect, test } from "vitest";
import { type FaultKind, struckBy } from "./plan.js";
import { planOf } from "./plan-of.js";
import { SCENARIOS } from "./scenarios.js";

const RUN = { ms: 300_000, places: 3 };

function planned(id: string, seed = 1) {
  const scenario = SCENARIOS.find((each) => each.id === id);
  if (scenario === undefined) throw new Error(`there is no ${id}`);
  return planOf(scenario, seed, RUN);
}

test("[DU2] a plan is made of its seed alone", () => {
  for (const { id } of SCENARIOS) expect(planned(id)).toEqual(planned(id));
  expect(planned("mix")).not.toEqual(planned("mix", 2));
  expect(planned("kills")).not.toEqual(planned("kills", 2));
});

test("[DU1] five minutes of kills kill 200 nodes in turn, and Postgres and Redis 50 times each", () => {
  const plan = planned("kills");
  const times = (...kinds: FaultKind[]) => plan.filter(({ kind }) => kinds.includes(kind)).length;
  expect(times("node.kill")).toBeGreaterThanOrEqual(200);
  expect(times("postgres.kill")).toBeGreaterThanOrEqual(50);
  expect(times("redis.kill", "redis.flush")).toBeGreaterThanOrEqual(50);
  const kills = plan.filter(({ kind }) => kind === "node.kill");
  expect(kills.slice(0, 6).map(({ place }) => place)).toEqual([0, 1, 2, 0, 1, 2]);
  // One waits for the other, whichever node it strikes: two of three are always there to play on.
  expect(kills.every((kill) => struckBy(kill, RUN.places).includes("node.kill"))).toBe(true);
  expect(planned("mix").some((fault) => struckBy(fault, RUN.places).includes("node.kill"))).toBe(false);
  expect(plan.every(({ atMs, forMs }) => atMs + forMs <= RUN.ms + 1)).toBe(true);
  expect(plan.map(({ atMs }) => atMs)).toEqual(plan.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
});
