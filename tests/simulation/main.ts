/**
 * Runs seeds in this process and says what came of them, one JSON line for each report.
 * `--from N --seeds N --step N --until-failure --twice N --verbose`: every Nth seed from the first; stop at the first that fails;
 * run one in N twice; print the trace of each.
 */
import { parseArgs } from "node:util";
import { runSeed, type SeedResult } from "./run-seed.js";

export interface Summary {
  readonly kind: "done" | "progress";
  readonly seeds: number;
  readonly commits: number;
  readonly happened: number;
  readonly seconds: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: number;
  readonly repeated: number;
}
export interface Failure {
  readonly kind: "failure";
  readonly seed: number;
  readonly violations: SeedResult["violations"];
  readonly faults: string;
  readonly tail: readonly string[];
}
export type Report = Summary | Failure;

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "1" },
    seeds: { type: "string", default: "1" },
    step: { type: "string", default: "1" },
    twice: { type: "string", default: "0" },
    "until-failure": { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});

const PROGRESS_MS = 5_000;
const SHOWN = 12;
const counts: Record<string, number> = {};
const begin = performance.now();
let [seeds, commits, happened, failures, repeated, reportedAt] = [0, 0, 0, 0, 0, begin];

const say = (report: Report): void => void process.stdout.write(`${JSON.stringify(report)}\n`);
const summary = (kind: Summary["kind"]): Summary => {
  const seconds = (performance.now() - begin) / 1000;
  return { kind, seeds, commits, happened, seconds, counts, failures, repeated };
};

/** What was thrown while a world ran, and caught by nobody in it. */
const thrown: string[] = [];
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(
    event,
    (fault: unknown) => void thrown.push(fault instanceof Error ? (fault.stack ?? `${fault}`) : `${fault}`),
  );
}

/** A world in which something is thrown has failed: it is named, and the next one runs. */
async function runGuarded(seed: number): Promise<SeedResult> {
  const result = await runSeed(seed).catch((fault: unknown): SeedResult => {
    thrown.push(String(fault));
    const nothing = { digest: "", counts: new Map(), commits: 0, happened: 0, faults: "", tail: [] };
    return { seed, violations: [], ...nothing };
  });
  const loose = thrown.splice(0).map((what) => ({ rule: "thrown", what }));
  return loose.length === 0 ? result : { ...result, violations: [...loose, ...result.violations] };
}

/** A world that ends differently the second time is broken, whatever it was to show. */
async function runTwice(first: SeedResult): Promise<SeedResult> {
  const second = await runGuarded(first.seed);
  repeated += 1;
  if (second.digest === first.digest) return first;
  const what = `seed ${first.seed} went another way the second time`;
  return { ...first, violations: [...first.violations, { rule: "determinism", what }] };
}

function take(result: SeedResult): void {
  seeds += 1;
  commits += result.commits;
  happened += result.happened;
  for (const [what, count] of result.counts) counts[what] = (counts[what] ?? 0) + (count > 0 ? 1 : 0);
  if (values.verbose) process.stderr.write(`${result.tail.join("\n")}\n`);
  if (result.violations.length === 0) return;
  failures += 1;
  const { seed, faults, tail } = result;
  say({ kind: "failure", seed, violations: result.violations.slice(0, SHOWN), faults, tail });
}

const [from, count, step, twice] = [values.from, values.seeds, values.step, values.twice].map(Number);
for (let i = 0; i < (count ?? 0); i += 1) {
  const seed = (from ?? 1) + i * (step ?? 1);
  const result = await runGuarded(seed);
  take(twice && i % twice === 0 ? await runTwice(result) : result);
  if (failures > 0 && values["until-failure"]) break;
  if (performance.now() - reportedAt > PROGRESS_MS) {
    reportedAt = performance.now();
    say(summary("progress"));
  }
}
say(summary("done"));
