/** Whether a simulated world goes the same way again: sound ones, and one that fails because the code is broken. */
import { bundleSimulation } from "../../simulation/bundle.js";
import { MUTANTS } from "../../simulation/mutants.js";
import type { Failure } from "../../simulation/reports.js";
import { runSeeds } from "../../simulation/run-worlds.js";
import type { Reproduction } from "./result.js";

const WORLDS = 100;
/** Any of them would do: this one fails soon. */
const BROKEN = "ack-before-commit";
const MOST_SEEDS = 50;

export async function reproduce(): Promise<Reproduction> {
  const sound = await bundleSimulation(`report-${process.pid}`);
  const { summary, failures } = await runSeeds(sound, { from: 1, seeds: WORLDS, twice: 1 });
  const different = failures.filter(({ violations }) => violations.some(({ rule }) => rule === "determinism"));
  return { worlds: summary.repeated, same: summary.repeated - different.length, failing: await failTwice() };
}

/** Null where nothing failed, so that nothing is known. */
async function failTwice(): Promise<Reproduction["failing"]> {
  const patches = MUTANTS.find(({ name }) => name === BROKEN)?.patches ?? [];
  const broken = await bundleSimulation(`report-broken-${process.pid}`, patches);
  const [first] = (await runSeeds(broken, { from: 1, seeds: MOST_SEEDS, untilFailure: true })).failures;
  const seed = /^seed (\d+)/.exec(first?.title ?? "")?.[1];
  if (first === undefined || seed === undefined) return null;
  const [again] = (await runSeeds(broken, { from: Number(seed), seeds: 1 })).failures;
  return { seed, isSame: again !== undefined && textOf(again) === textOf(first) };
}

/** All that is told of it, to the last line of its trace. */
function textOf({ title, violations, tail }: Failure): string {
  return JSON.stringify([title, violations, tail]);
}
