/** The failures of the design's list, one by one; `mutants.test.ts` breaks the code under each. */
import { describe, expect, test } from "vitest";
import { enact, SCENARIOS } from "./scenarios.js";

describe("acted out in a simulated world", () => {
  test.each(SCENARIOS.map((scenario) => [titleOf(scenario), scenario] as const))("%s", async (_, scenario) => {
    const { violations, tail } = await enact(scenario);
    expect(violations, tail.slice(-40).join("\n")).toEqual([]);
  });
});

test("[DU2] the scenarios have names of their own, and all of the design's list but S12 are there", () => {
  const ids = SCENARIOS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const wanted = Array.from({ length: 17 }, (_, i) => `S${i + 1}`).filter((id) => id !== "S12");
  expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
});

function titleOf({ id, title, promises }: (typeof SCENARIOS)[number]): string {
  return `${promises.map((promise) => `[${promise}]`).join(" ")} ${id}: ${title}`;
}
