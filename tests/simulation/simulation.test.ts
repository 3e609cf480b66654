/**
 * Thousands of worlds, each from one seed: real server core, real commit batcher, real SDK, everything else simulated.
 * What must hold is in `checker/`; what goes wrong is in `world/faults.ts`.
 */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleSimulation } from "./bundle.js";
import { describeFailure, type Outcome, runScriptsInParallel, runSeeds, runSeedsInParallel } from "./run-worlds.js";
import { SOMETIMES } from "./sometimes.js";

const SEEDS = 5_000;
/** All there are: vitest.config.ts lets this file run by itself. */
const PROCESSES = availableParallelism();
const MINUTES = 60_000;

let program: string;
beforeAll(async () => {
  program = await bundleSimulation("whole");
});

describe(`${SEEDS} worlds in which everything fails that can`, () => {
  let run: Outcome;
  beforeAll(async () => {
    run = await runSeedsInParallel(program, { from: 1, seeds: SEEDS, twice: 100 }, PROCESSES);
    const { runs, seconds, commits, counts } = run.summary;
    const pace = `${(runs / seconds).toFixed(1)} seeds/s on ${PROCESSES} processes, ${commits} commits`;
    process.stderr.write(`simulation: ${runs} seeds in ${seconds.toFixed(0)} s, ${pace}; ${JSON.stringify(counts)}\n`);
  }, 15 * MINUTES);

  test("[DU2] [SY5] [SY8] [SY13] no acknowledged move is lost, doubled or misreported, no view goes back, and all are level after the calm", () => {
    expect(run.failures.map(describeFailure).slice(0, 3)).toEqual([]);
    expect(run.summary.runs).toBe(SEEDS);
  });

  test("[DU2] a world run twice goes the same way twice", () => {
    expect(run.summary.repeated).toBeGreaterThanOrEqual(SEEDS / 100);
    expect(run.failures.filter(({ violations }) => violations.some(({ rule }) => rule === "determinism"))).toEqual([]);
  });

  test.each(SOMETIMES)("[DU2] the rare state was reached in one world of a thousand at least: %s", (state) => {
    expect(run.summary.counts[state] ?? 0).toBeGreaterThanOrEqual(SEEDS / 1_000);
  });
});

test(
  "[DU2] [SY10] [SY11] [MT5] whatever befalls whichever call of a short script, everything is in the log once and all are level again",
  async () => {
    const { failures, summary } = await runScriptsInParallel(program, PROCESSES);
    process.stderr.write(`exhaustive: ${summary.runs} runs in ${summary.seconds.toFixed(0)} s\n`);
    expect(failures.map(describeFailure).slice(0, 3)).toEqual([]);
    expect(summary.runs).toBeGreaterThan(1_000);
  },
  5 * MINUTES,
);

describe("seeds that once failed", () => {
  const pinned = readFileSync(new URL("seeds.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => /^\d/.test(line))
    .map((line) => [Number.parseInt(line, 10), line.replace(/^\d+ /, "")] as const);

  test.each(pinned)("[DU2] seed %i is right: %s", async (seed) => {
    const { failures, summary } = await runSeeds(program, { from: seed, seeds: 1 });
    expect(failures.map(describeFailure)).toEqual([]);
    expect(summary.runs).toBe(1);
  });
});
