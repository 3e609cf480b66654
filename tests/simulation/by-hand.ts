/**
 * `npm run sim`: as many worlds as one likes, with a line of progress now and then; a failing one is printed with its
 * faults and the end of its trace. Ends with 1 if any failed.
 */
import { optionsOrExit } from "../support/command-line.js";
import { bundleSimulation } from "./bundle.js";
import { readOptions, USAGE } from "./options.js";
import type { Summary } from "./reports.js";
import { describeFailure, type Outcome, runScriptsInParallel, runSeedsInParallel, runWorlds } from "./run-worlds.js";
import { SOMETIMES } from "./sometimes.js";

const options = optionsOrExit(USAGE, readOptions);
const program = await bundleSimulation(`by-hand-${process.pid}`, options.mutant?.patches ?? []);
const say = (text: string) => void process.stdout.write(`${text}\n`);
const paceOf = ({ runs, seconds }: Summary) => `${runs} worlds, ${(runs / seconds).toFixed(1)}/s`;

const watching = {
  patienceMs: Number.POSITIVE_INFINITY,
  verbose: options.verbose,
  onFailure: (failure: Parameters<typeof describeFailure>[0]) => say(describeFailure(failure)),
  onProgress: (progress: Summary) => say(`one process: ${paceOf(progress)}, ${progress.failures} failed`),
};
const { summary, failures } = await run();
function run(): Promise<Outcome> {
  const { scenario, exhaustive, processes, from, seeds, twice } = options;
  if (scenario !== null) return runWorlds(program, ["--scenario", scenario], watching);
  return exhaustive
    ? runScriptsInParallel(program, processes, watching)
    : runSeedsInParallel(program, { from, seeds, twice }, Math.min(processes, seeds), watching);
}
say(`${paceOf(summary)} in ${summary.seconds.toFixed(0)} s, ${failures.length} failed`);
if (summary.commits > 0) {
  say(`${summary.commits} commits; ${summary.repeated} worlds run twice`);
  say(`worlds that reached: ${SOMETIMES.map((state) => `${state} ${summary.counts[state] ?? 0}`).join(", ")}`);
}
process.exitCode = failures.length > 0 ? 1 : 0;
