/**
 * `npm run sim -- --seeds N --from N --processes N --mutant NAME --verbose`: as many worlds as one likes, with a line of
 * progress now and then; a failing one is printed with its faults and the end of its trace. `--exhaustive`: the fixed
 * scripts with every mishap instead; `--scenario S5`: what is acted out under that name (or `all`). Ends with 1 if any failed.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { bundleSimulation } from "./bundle.js";
import { MUTANTS } from "./mutants.js";
import type { Summary } from "./reports.js";
import { describeFailure, type Outcome, runScriptsInParallel, runSeedsInParallel, runWorlds } from "./run-worlds.js";
import { SOMETIMES } from "./sometimes.js";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    processes: { type: "string", default: `${availableParallelism()}` },
    /** One seed in so many is run twice. */
    twice: { type: "string", default: "100" },
    mutant: { type: "string" },
    exhaustive: { type: "boolean", default: false },
    scenario: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});

const mutant = MUTANTS.find(({ name }) => name === values.mutant);
if (values.mutant !== undefined && mutant === undefined) {
  throw new Error(`no such mutant; there are: ${MUTANTS.map(({ name }) => name).join(", ")}`);
}
const [seeds = 0, from = 1, wanted = 1, twice = 0] = [values.seeds, values.from, values.processes, values.twice].map(
  Number,
);
const program = await bundleSimulation(`by-hand-${process.pid}`, mutant?.patches ?? []);
const say = (text: string) => void process.stdout.write(`${text}\n`);
const paceOf = ({ runs, seconds }: Summary) => `${runs} worlds, ${(runs / seconds).toFixed(1)}/s`;

const watching = {
  patienceMs: Number.POSITIVE_INFINITY,
  verbose: values.verbose,
  onFailure: (failure: Parameters<typeof describeFailure>[0]) => say(describeFailure(failure)),
  onProgress: (progress: Summary) => say(`one process: ${paceOf(progress)}, ${progress.failures} failed`),
};
const { summary, failures } = await run();
function run(): Promise<Outcome> {
  if (values.scenario !== undefined) return runWorlds(program, ["--scenario", values.scenario], watching);
  return values.exhaustive
    ? runScriptsInParallel(program, wanted, watching)
    : runSeedsInParallel(program, { from, seeds, twice }, Math.min(wanted, seeds), watching);
}
say(`${paceOf(summary)} in ${summary.seconds.toFixed(0)} s, ${failures.length} failed`);
if (summary.commits > 0) {
  say(`${summary.commits} commits; ${summary.repeated} worlds run twice`);
  say(`worlds that reached: ${SOMETIMES.map((state) => `${state} ${summary.counts[state] ?? 0}`).join(", ")}`);
}
process.exitCode = failures.length > 0 ? 1 : 0;
