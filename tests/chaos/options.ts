/** The command line of `npm run test:chaos`. */
import { parseArgs } from "node:util";
import { oneOf, positive } from "../support/command-line.js";
import { SCENARIOS } from "./schedule/scenarios.js";
import { TAMPERS } from "./tamper.js";

export interface ScenarioRun {
  readonly id: string;
  /** How long the storm lasts, where the scenario has no script of its own. */
  readonly ms: number;
}
export interface Options {
  readonly seed: number;
  readonly runs: readonly ScenarioRun[];
  readonly tables: number;
  readonly tamper: string | null;
  /** Where the report is written to, beside what is always kept in tests/out. */
  readonly report: string | null;
}

export const USAGE = `npm run test:chaos -- [options]
  --seconds N     length of the storm, default 300
  --minutes N     the same in minutes
  --seed N        which faults come when, default 1
  --only X1,X4:60 single scenarios, one after the other, with seconds of their own, of
                  ${SCENARIOS.map(({ id }) => id).join(", ")}
  --tables N      matches played at a time
  --every         all of them
  --report        runs what every promise needs, if --only does not say otherwise, then the tests that hold the others,
                  and writes docs/reliability-report.md; half an hour
  --tamper NAME   hurts the record before it is judged, and must fail: ${Object.keys(TAMPERS).join(", ")}`;

/** All faults mixed, alone those that a mixed plan seldom leaves alone, and as many kills as a release has to survive. */
const FOR_A_REPORT = "mix,kills,X7,roll:30,X2:60,X8,X9:60,abuse";

const FLAGS = {
  seconds: { type: "string" },
  minutes: { type: "string" },
  seed: { type: "string", default: "1" },
  only: { type: "string" },
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
    runs: runsOf(values, 1000 * seconds),
    tables: positive("tables", values.tables),
    tamper: values.tamper === undefined ? null : oneOf(values.tamper, Object.keys(TAMPERS)),
    report: values.report ? "docs/reliability-report.md" : null,
  };
}

function runsOf(
  { every, only, report }: { readonly every: boolean; readonly only?: string | undefined; readonly report: boolean },
  ms: number,
): readonly ScenarioRun[] {
  const known = SCENARIOS.map(({ id }) => id);
  if (every) return known.map((id) => ({ id, ms }));
  const wanted = only ?? (report ? FOR_A_REPORT : "mix");
  return wanted.split(",").map((one) => {
    const [id = "", seconds] = one.split(":");
    return { id: oneOf(id, known), ms: seconds === undefined ? ms : 1000 * positive("only", seconds) };
  });
}
