/** The command line of `npm run sim`. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { oneOf, positive } from "../support/command-line.js";
import type { Mutant } from "./mutant.js";
import { MUTANTS } from "./mutants.js";
import { SCENARIOS } from "./scripts/scenarios.js";

export interface Options {
  readonly seeds: number;
  readonly from: number;
  readonly processes: number;
  /** One seed in so many is run twice. */
  readonly twice: number;
  readonly mutant: Mutant | null;
  /** In place of seeds: the fixed scripts, or what is acted out under a name. */
  readonly exhaustive: boolean;
  readonly scenario: string | null;
  readonly verbose: boolean;
}

const SCENARIO_IDS = ["all", ...SCENARIOS.map(({ id }) => id)];
const MUTANT_NAMES = MUTANTS.map(({ name }) => name);

export const USAGE = `npm run sim -- [options]
  --seeds N         how many worlds, default 1000
  --from N          the first seed, default 1
  --processes N     at a time, default one for each processor
  --twice N         one seed in so many is run twice and must go the same way, default 100
  --exhaustive      the fixed scripts with every mishap in place of seeds
  --scenario ID     what is acted out under that name: ${SCENARIO_IDS.join(", ")}
  --mutant NAME     with the code broken in a way that must be noticed; a wrong name lists them
  --verbose         prints the trace of each world`;

const FLAGS = {
  seeds: { type: "string", default: "1000" },
  from: { type: "string", default: "1" },
  processes: { type: "string", default: `${availableParallelism()}` },
  twice: { type: "string", default: "100" },
  mutant: { type: "string" },
  exhaustive: { type: "boolean", default: false },
  scenario: { type: "string" },
  verbose: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** The options, or null when only the usage was asked for. @throws on anything it does not know. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({ args: [...args], options: FLAGS, strict: true });
  if (values.help) return null;
  const { mutant, scenario, exhaustive, verbose } = values;
  return {
    seeds: positive("seeds", values.seeds),
    from: positive("from", values.from),
    processes: positive("processes", values.processes),
    twice: positive("twice", values.twice),
    mutant: mutant === undefined ? null : mutantOf(oneOf(mutant, MUTANT_NAMES)),
    scenario: scenario === undefined ? null : oneOf(scenario, SCENARIO_IDS),
    exhaustive,
    verbose,
  };
}

function mutantOf(wanted: string): Mutant | null {
  return MUTANTS.find(({ name }) => name === wanted) ?? null;
}
