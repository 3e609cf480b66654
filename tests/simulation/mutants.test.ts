/** Each named way to break the real code must be noticed within 500 seeds, or the simulation proves nothing about it. */
import { expect, test } from "vitest";
import { bundleSimulation } from "./bundle.js";
import type { Mutant } from "./mutant.js";
import { MUTANTS } from "./mutants.js";
import { type Outcome, runSeeds, runWorlds } from "./run-worlds.js";
import { SCENARIOS } from "./scripts/scenarios.js";

const SEEDS = 500;
const AT_ONCE = 2;
/** A world that a mutant keeps from ending counts as noticed. */
const PATIENCE_MS = 120_000;

interface Verdict {
  readonly name: string;
  /** By what it was noticed: a seed, and each scenario that is there for it; null where it should have been. */
  readonly noticedBy: readonly (string | null)[];
}

async function judge({ name, patches, isForScripts }: Mutant): Promise<Verdict> {
  const program = await bundleSimulation(`mutant-${name}`, patches);
  const noticedBy = [];
  for (const { id, mutants } of SCENARIOS) {
    if (mutants.includes(name)) noticedBy.push(await noticed(program, ["--scenario", id]));
  }
  const range = { from: 1, seeds: SEEDS, untilFailure: true };
  if (!isForScripts) noticedBy.push(await noticedIn(() => runSeeds(program, range, { patienceMs: PATIENCE_MS })));
  return { name, noticedBy };
}

function noticed(program: string, args: readonly string[]): Promise<string | null> {
  return noticedIn(() => runWorlds(program, args, { patienceMs: PATIENCE_MS }));
}

async function noticedIn(run: () => Promise<Outcome>): Promise<string | null> {
  const { failures } = await run();
  const [first] = failures;
  if (first === undefined) return null;
  const { rule, what } = first.violations[0] ?? { rule: "?", what: "" };
  return `${first.title.slice(0, 10)} by ${rule}: ${what.slice(0, 80)}`;
}

test("[DU2] every scenario has a mutant that is there", () => {
  const names = new Set(MUTANTS.map(({ name }) => name));
  for (const { id, mutants } of SCENARIOS) {
    expect(mutants, id).not.toEqual([]);
    expect(mutants.filter((name) => !names.has(name))).toEqual([]);
  }
});

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
    for (const { name, noticedBy } of verdicts) {
      process.stderr.write(`mutant ${name}: ${noticedBy.map((by) => by ?? "SURVIVED").join("; ")}\n`);
    }
    expect(verdicts.filter(({ noticedBy }) => noticedBy.includes(null)).map(({ name }) => name)).toEqual([]);
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
