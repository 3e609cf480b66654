/** The command line of `npm run test:chaos`. */
import { parseArgs } from "node:util";
import { SCENARIOS } from "./schedule/scenarios.js";

export interface Options {
  readonly seed: number;
  readonly ms: number;
  readonly only: readonly string[];
  readonly tables: number;
  readonly tamper: string | null;
  /** Where the report is written to, beside what is always kept in tests/out. */
  readonly report: string | null;
}

export const USAGE = `npm run test:chaos -- [options]
  --seconds N     length of the storm, default 300
  --minutes N     the same in minutes
  --seed N        which faults come when, default 1
  --only X1,X4    single scenarios, one after the other
  --tables N      matches played at a time
  --every         all of them
  --report        writes docs/reliability-report.md
  --tamper NAME   hurts the record before it is judged, and must fail: lost-row, taken-turn`;

const FLAGS = {
  seconds: { type: "string" },
  minutes: { type: "string" },
  seed: { type: "string", default: "1" },
  only: { type: "string", default: "mix" },
  tables: { type: "string", default: "40" },
  every: { type: "boolean", default: false },
  report: { type: "boolean", default: false },
  tamper: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** The options, or null when only the usage was asked for. @throws on anything it does not know. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({ args: [...args], options: FLAGS, strict: true });
  if (values.help) return null;
  const seconds =
    values.minutes === undefined
      ? positive("seconds", values.seconds ?? "300")
      : 60 * positive("minutes", values.minutes);
  return {
    seed: positive("seed", values.seed),
    ms: 1000 * seconds,
    only: values.every ? SCENARIOS.map(({ id }) => id) : values.only.split(","),
    tables: positive("tables", values.tables),
    tamper: values.tamper ?? null,
    report: values.report ? "docs/reliability-report.md" : null,
  };
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${name} must be a number above 0, not ${text}`);
  return number;
}
