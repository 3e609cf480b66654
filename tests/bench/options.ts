/** The command line of `npm run bench`. */
import { parseArgs } from "node:util";
import { oneOf, positive } from "../support/command-line.js";
import { CONTENDERS, USUAL } from "./contenders/index.js";

export const BUDGETS = ["B1", "B2", "B3", "B5", "B6", "B11", "B12", "B16"] as const;
export type BudgetId = (typeof BUDGETS)[number];

export interface Options {
  readonly only: readonly string[];
  readonly budgets: readonly BudgetId[];
  readonly rounds: number;
  /** Smaller and shorter everywhere: to see that it works, not to publish. */
  readonly quick: boolean;
  readonly profile: boolean;
  readonly pin: boolean;
  readonly movesPerSecond: number;
  readonly seconds: number;
  readonly seed: number;
  readonly nodeFlags: readonly string[];
  readonly maxMinutes: number;
}

export const USAGE = `npm run bench -- [options]
  --only a,b          contenders: ${CONTENDERS.map(({ name }) => name).join(", ")}
  --budget B1,B3      of ${BUDGETS.join(", ")}; B2 comes with B1, and B12 with B11
  --rounds N          alternating rounds, default 3
  --quick             small and short, one round
  --rate N            moves per second of B1, default 1500
  --seconds N         measured seconds per case, default 5
  --seed N            which games are played
  --node-flags="…"    flags of Node for every server
  --profile           runs Holdfast with --cpu-prof under B1's load and prints where the time goes
  --no-pin            leaves the choice of cores to the kernel
  --max-minutes N     no new measurement begins after that, default 20`;

const FLAGS = {
  only: { type: "string" },
  budget: { type: "string" },
  rounds: { type: "string" },
  quick: { type: "boolean", default: false },
  rate: { type: "string", default: "1500" },
  seconds: { type: "string" },
  seed: { type: "string" },
  "node-flags": { type: "string", default: "" },
  profile: { type: "boolean", default: false },
  "no-pin": { type: "boolean", default: false },
  "max-minutes": { type: "string", default: "20" },
  help: { type: "boolean", default: false },
} as const;

/** The options, or null when only the usage was asked for. @throws on anything it does not know. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({ args: [...args], options: FLAGS, strict: true });
  if (values.help) return null;
  const quick = values.quick;
  const names = CONTENDERS.map(({ name }) => name);
  return {
    only: values.only === undefined ? USUAL : listOf(values.only, names),
    budgets: values.budget === undefined ? BUDGETS : listOf(values.budget, BUDGETS),
    rounds: positive("rounds", values.rounds ?? (quick ? "1" : "3")),
    quick,
    profile: values.profile,
    pin: !values["no-pin"],
    movesPerSecond: positive("rate", values.rate),
    seconds: positive("seconds", values.seconds ?? (quick ? "2" : "5")),
    seed: positive("seed", values.seed ?? "1"),
    nodeFlags: values["node-flags"].split(/\s+/).filter(Boolean),
    maxMinutes: positive("max-minutes", values["max-minutes"]),
  };
}

function listOf<T extends string>(text: string, known: readonly T[]): T[] {
  return text.split(",").map((word) => oneOf(word, known));
}
