/** Runs a bundled simulation in processes of its own and gathers what they report. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Failure, Report, Summary } from "./reports.js";

export interface Outcome {
  readonly summary: Summary;
  readonly failures: readonly Failure[];
}
export interface Watching {
  /** How long the process may take: a world that does not come to an end is as broken as one that ends badly. */
  readonly patienceMs?: number;
  /** The trace of every world goes to standard error. */
  readonly verbose?: boolean;
  readonly onFailure?: (failure: Failure) => void;
  readonly onProgress?: (summary: Summary) => void;
}
export interface SeedRange {
  readonly from: number;
  readonly seeds: number;
  readonly step?: number;
  /** One seed in so many is run twice. */
  readonly twice?: number;
  readonly untilFailure?: boolean;
}

/** Worlds are made of short-lived objects and of errors that nobody looks at: a fifth of the time goes there without these. */
const FLAGS = ["--max-semi-space-size=64", "--stack-trace-limit=0"];

/** Runs the program with these arguments. @throws when it ends without having reported. */
export async function runWorlds(program: string, args: readonly string[], watching: Watching = {}): Promise<Outcome> {
  const { patienceMs = 600_000, verbose = false, onFailure = () => {}, onProgress = () => {} } = watching;
  const all = [...FLAGS, program, ...args, ...(verbose ? ["--verbose"] : [])];
  const child = spawn(process.execPath, all, { stdio: ["ignore", "pipe", "pipe"] });
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

export function runSeeds(program: string, range: SeedRange, watching?: Watching): Promise<Outcome> {
  const { from, seeds, step = 1, twice = 0, untilFailure = false } = range;
  const args = [`--from=${from}`, `--seeds=${seeds}`, `--step=${step}`, `--twice=${twice}`];
  return runWorlds(program, untilFailure ? [...args, "--until-failure"] : args, watching);
}

/** The same seeds, shared between so many processes. */
// oxlint-disable-next-line max-params -- what to run, and how
export async function runSeedsInParallel(
  program: string,
  { from, seeds, ...range }: Omit<SeedRange, "step">,
  processes: number,
  watching?: Watching,
): Promise<Outcome> {
  const shares = Array.from({ length: processes }, (_, i) => {
    const share = Math.floor(seeds / processes) + (i < seeds % processes ? 1 : 0);
    return runSeeds(program, { ...range, from: from + i, seeds: share, step: processes }, watching);
  });
  return added(await Promise.all(shares));
}

/** The fixed scripts with every mishap, shared between so many processes. */
export async function runScriptsInParallel(program: string, processes: number, watching?: Watching): Promise<Outcome> {
  const parts = Array.from({ length: processes }, (_, part) =>
    runWorlds(program, ["--exhaustive", `--part=${part}`, `--of=${processes}`], watching),
  );
  return added(await Promise.all(parts));
}

/** What to tell somebody who has to find out why a world failed. */
export function describeFailure({ title, alone, violations, tail }: Failure): string {
  return [
    title,
    ...violations.map(({ rule, what }) => `  ${rule}: ${what}`),
    ...tail.slice(-60).map((line) => `    ${line}`),
    `  alone: ${alone}`,
  ].join("\n");
}

function added(outcomes: readonly Outcome[]): Outcome {
  return {
    summary: outcomes.map(({ summary }) => summary).reduce(sum),
    failures: outcomes.flatMap(({ failures }) => failures),
  };
}

function sum(a: Summary, b: Summary): Summary {
  const counts = { ...a.counts };
  for (const [what, count] of Object.entries(b.counts)) counts[what] = (counts[what] ?? 0) + count;
  return {
    kind: "done",
    runs: a.runs + b.runs,
    commits: a.commits + b.commits,
    happened: a.happened + b.happened,
    seconds: Math.max(a.seconds, b.seconds),
    counts,
    failures: a.failures + b.failures,
    repeated: a.repeated + b.repeated,
  };
}
