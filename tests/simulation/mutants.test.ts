/** Each named way to break the real code must be noticed within 500 seeds, or the simulation proves nothing about it. */
import { expect, test } from "vitest";
import { bundleSimulation } from "./bundle.js";
import { MUTANTS, type Mutant } from "./mutants.js";
import { runSeeds } from "./run-worlds.js";

const SEEDS = 500;
const AT_ONCE = 2;
/** A world that a mutant keeps from ending counts as noticed. */
const PATIENCE_MS = 120_000;

interface Verdict {
  readonly name: string;
  readonly killedBy: string | null;
}

async function judge({ name, patches }: Mutant): Promise<Verdict> {
  const program = await bundleSimulation(`mutant-${name}`, patches);
  const range = { from: 1, seeds: SEEDS, untilFailure: true };
  const { failures } = await runSeeds(program, range, { patienceMs: PATIENCE_MS }).catch((fault: Error) => {
    throw new Error(`${name} did not come to an end: ${fault.message}`);
  });
  const [first] = failures;
  if (first === undefined) return { name, killedBy: null };
  const { rule, what } = first.violations[0] ?? { rule: "?", what: "" };
  return { name, killedBy: `${first.title.slice(0, 12)} by ${rule}: ${what.slice(0, 90)}` };
}

test("[DU2] the mutants have names of their own, and there are at least fifteen", () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  expect(MUTANTS.length).toBeGreaterThanOrEqual(15);
});

test(
  `[DU2] every mutant of the commit, dedupe, timer and resume code is noticed within ${SEEDS} seeds`,
  async () => {
    const left = [...MUTANTS];
    const verdicts: Verdict[] = [];
    const work = async () => {
      for (let next = left.shift(); next; next = left.shift()) verdicts.push(await judge(next));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    for (const { name, killedBy } of verdicts) process.stderr.write(`mutant ${name}: ${killedBy ?? "SURVIVED"}\n`);
    expect(verdicts.filter(({ killedBy }) => killedBy === null).map(({ name }) => name)).toEqual([]);
    expect(verdicts).toHaveLength(MUTANTS.length);
  },
  15 * 60_000,
);

test("[DU2] a mutant that no longer fits the code is an error, not a pass", async () => {
  const file = "apps/server/src/live/submit.ts";
  const gone = bundleSimulation("mutant-gone", [{ file, find: "this text is nowhere", replace: "" }]);
  await expect(gone).rejects.toThrow("0 times, not once");
  const many = bundleSimulation("mutant-many", [{ file, find: "return", replace: "return" }]);
  await expect(many).rejects.toThrow("times, not once");
});
