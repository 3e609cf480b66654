/**
 * Runs simulated worlds in this process and says what came of them, one JSON line for each report.
 * `--from N --seeds N --step N --until-failure --twice N --verbose`: every Nth seed from the first; stop at the first that
 * fails; run one in N twice; print the trace of each. `--exhaustive --part N --of N`: the fixed scripts instead, one run
 * in so many. `--scenario ID`: what is acted out under that name, or all of it.
 */
import { parseArgs } from "node:util";
import type { Violation } from "./checker/history.js";
import type { Report, Summary } from "./reports.js";
import { runSeed, type SeedResult } from "./run-seed.js";
import { exhaust } from "./scripts/exhaustive.js";
import { enact, SCENARIOS } from "./scripts/scenarios.js";

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "1" },
    seeds: { type: "string", default: "1" },
    step: { type: "string", default: "1" },
    twice: { type: "string", default: "0" },
    "until-failure": { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
    exhaustive: { type: "boolean", default: false },
    scenario: { type: "string" },
    part: { type: "string", default: "0" },
    of: { type: "string", default: "1" },
  },
});

const PROGRESS_MS = 5_000;
const SHOWN = 12;
const counts: Record<string, number> = {};
const begin = performance.now();
let [runs, commits, happened, failures, repeated, reportedAt] = [0, 0, 0, 0, 0, begin];

const say = (report: Report): void => void process.stdout.write(`${JSON.stringify(report)}\n`);
const summary = (kind: Summary["kind"]): Summary => {
  const seconds = (performance.now() - begin) / 1000;
  return { kind, runs, commits, happened, seconds, counts, failures, repeated };
};

/** What was thrown while a world ran, and caught by nobody in it. */
const thrown: string[] = [];
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(
    event,
    (fault: unknown) => void thrown.push(fault instanceof Error ? (fault.stack ?? `${fault}`) : `${fault}`),
  );
}
const loose = (): readonly Violation[] => thrown.splice(0).map((what) => ({ rule: "thrown", what }));

/** A world in which something is thrown has failed: it is named, and the next one runs. */
async function runGuarded(seed: number): Promise<SeedResult> {
  const result = await runSeed(seed).catch((fault: unknown): SeedResult => {
    thrown.push(String(fault));
    const nothing = { digest: "", counts: new Map(), commits: 0, happened: 0, faults: "", tail: [] };
    return { seed, violations: [], ...nothing };
  });
  return { ...result, violations: [...loose(), ...result.violations] };
}

/** A world that ends differently the second time is broken, whatever it was to show. */
async function runTwice(first: SeedResult): Promise<SeedResult> {
  const second = await runGuarded(first.seed);
  repeated += 1;
  if (second.digest === first.digest) return first;
  const what = `seed ${first.seed} went another way the second time`;
  return { ...first, violations: [...first.violations, { rule: "determinism", what }] };
}

interface Ran {
  readonly title: string;
  /** The one command that shows it again. */
  readonly alone: string;
  readonly violations: readonly Violation[];
  readonly tail: readonly string[];
}

function take({ title, alone, violations, tail }: Ran): void {
  runs += 1;
  if (values.verbose) process.stderr.write(`${tail.join("\n")}\n`);
  if (violations.length > 0) {
    failures += 1;
    say({ kind: "failure", title, alone, violations: violations.slice(0, SHOWN), tail });
  }
  if (performance.now() - reportedAt < PROGRESS_MS) return;
  reportedAt = performance.now();
  say(summary("progress"));
}

function takeSeed({ seed, faults, ...result }: SeedResult): void {
  commits += result.commits;
  happened += result.happened;
  for (const [what, count] of result.counts) counts[what] = (counts[what] ?? 0) + (count > 0 ? 1 : 0);
  const alone = `npm run sim -- --from ${seed} --seeds 1 --verbose`;
  take({ ...result, title: `seed ${seed} (${faults})`, alone });
}

async function runSeeds(): Promise<void> {
  const [from, count, step, twice] = [values.from, values.seeds, values.step, values.twice].map(Number);
  for (let i = 0; i < (count ?? 0); i += 1) {
    const result = await runGuarded((from ?? 1) + i * (step ?? 1));
    takeSeed(twice && i % twice === 0 ? await runTwice(result) : result);
    if (failures > 0 && values["until-failure"]) break;
  }
}

async function runScripts(): Promise<void> {
  for await (const run of exhaust({ part: Number(values.part), of: Number(values.of) })) {
    take({ ...run, violations: [...loose(), ...run.violations], alone: "npm run sim -- --exhaustive" });
    if (failures > 0 && values["until-failure"]) break;
  }
}

async function runScenarios(wanted: string): Promise<void> {
  for (const scenario of SCENARIOS.filter(({ id }) => wanted === "all" || id === wanted)) {
    const { violations, tail } = await enact(scenario);
    const title = `${scenario.id}: ${scenario.title}`;
    take({
      title,
      violations: [...loose(), ...violations],
      tail,
      alone: `npm run sim -- --scenario ${scenario.id} --verbose`,
    });
  }
}

if (values.scenario !== undefined) await runScenarios(values.scenario);
else await (values.exhaustive ? runScripts() : runSeeds());
say(summary("done"));
