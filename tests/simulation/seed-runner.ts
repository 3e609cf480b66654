/** Runs a bundled simulation in processes of its own and gathers what they report. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Failure, Report, Summary } from "./main.js";

export interface SeedRange {
  readonly from: number;
  readonly seeds: number;
  readonly step?: number;
  /** One seed in so many is run twice. */
  readonly twice?: number;
  readonly untilFailure?: boolean;
  /** How long the process may take. */
  readonly patienceMs?: number;
  /** The trace of every seed goes to standard error. */
  readonly verbose?: boolean;
  readonly onFailure?: (failure: Failure) => void;
}
/** Worlds are made of short-lived objects and of errors that nobody looks at: a fifth of the time goes there without these. */
const FLAGS = ["--max-semi-space-size=64", "--stack-trace-limit=0"];

export interface RunOutcome {
  readonly summary: Summary;
  readonly failures: readonly Failure[];
}

/** Runs these seeds in one process. @throws when it ends without having reported. */
export async function runSeeds(
  program: string,
  range: SeedRange,
  onProgress: (summary: Summary) => void = () => {},
): Promise<RunOutcome> {
  const child = spawn(process.execPath, [...FLAGS, program, ...argumentsOf(range)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { patienceMs = 600_000, verbose = false, onFailure = () => {} } = range;
  // A world that does not come to an end is as broken as one that ends badly.
  const impatience = Number.isFinite(patienceMs) ? setTimeout(() => child.kill("SIGKILL"), patienceMs) : undefined;
  let said = "";
  child.stderr.on("data", (chunk) => {
    if (verbose) process.stderr.write(chunk);
    said = `${said}${chunk}`.slice(-2_000);
  });
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  const failures: Failure[] = [];
  let summary: Summary | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    const report = JSON.parse(line) as Report;
    if (report.kind === "failure") {
      failures.push(report);
      onFailure(report);
    } else if (report.kind === "done") summary = report;
    else onProgress(report);
  }
  const code = await closed;
  clearTimeout(impatience);
  if (summary === null) throw new Error(`the simulation ended with ${code} after ${failures.length} failures: ${said}`);
  return { summary, failures };
}

function argumentsOf({ from, seeds, step = 1, twice = 0, untilFailure = false, verbose = false }: SeedRange): string[] {
  const numbers = [`--from=${from}`, `--seeds=${seeds}`, `--step=${step}`, `--twice=${twice}`];
  return [...numbers, ...(untilFailure ? ["--until-failure"] : []), ...(verbose ? ["--verbose"] : [])];
}

/** The same seeds, shared between processes. */
export async function runSeedsInParallel(
  program: string,
  range: SeedRange & { readonly processes: number },
  onProgress?: (summary: Summary) => void,
): Promise<RunOutcome> {
  const { processes, from, seeds } = range;
  const outcomes = await Promise.all(
    Array.from({ length: processes }, (_, i) => {
      const share = Math.floor(seeds / processes) + (i < seeds % processes ? 1 : 0);
      return runSeeds(program, { ...range, from: from + i, seeds: share, step: processes }, onProgress);
    }),
  );
  return {
    summary: outcomes.map(({ summary }) => summary).reduce(added),
    failures: outcomes.flatMap((one) => one.failures),
  };
}

/** What to tell somebody who has to find out why a seed failed. */
export function describeFailure({ seed, violations, faults, tail }: Failure): string {
  return [
    `seed ${seed} (${faults})`,
    ...violations.map(({ rule, what }) => `  ${rule}: ${what}`),
    ...tail.slice(-60).map((line) => `    ${line}`),
    `  alone: npm run sim -- --from ${seed} --seeds 1 --verbose`,
  ].join("\n");
}

function added(a: Summary, b: Summary): Summary {
  const counts = { ...a.counts };
  for (const [what, count] of Object.entries(b.counts)) counts[what] = (counts[what] ?? 0) + count;
  return {
    kind: "done",
    seeds: a.seeds + b.seeds,
    commits: a.commits + b.commits,
    happened: a.happened + b.happened,
    seconds: Math.max(a.seconds, b.seconds),
    counts,
    failures: a.failures + b.failures,
    repeated: a.repeated + b.repeated,
  };
}
