/**
 * `npm run test:chaos`: real nodes, Postgres, Redis and clients, and everything that can go wrong with them; then every
 * record of every client is held against the log. Ends with 1 if a promise was broken.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { say } from "../../scripts/steps/say.mjs";
import { measure } from "./measure/measure.js";
import { type Options, readOptions, USAGE } from "./options.js";
import { reportText } from "./report/report-text.js";
import type { ChaosResult, ScenarioResult } from "./report/result.js";
import { runScenario } from "./run/run-scenario.js";
import { crowdOf, tablesOf } from "./run/tables.js";
import { describeFault } from "./schedule/plan.js";
import { planOf, type Scenario, SCENARIOS } from "./schedule/scenarios.js";
import { TAMPERS } from "./tamper.js";

const NODES = 3;
/** Nothing may take longer than the storm and this: starting, calming down, judging. */
const AROUND_MS = 240_000;
const RESULT = "tests/out/chaos.json";

async function main(options: Options): Promise<number> {
  const scenarios: ScenarioResult[] = [];
  for (const id of options.only) {
    const scenario = SCENARIOS.find((each) => each.id === id);
    if (scenario === undefined) throw new Error(`${id} is not one of ${SCENARIOS.map((each) => each.id).join(", ")}`);
    scenarios.push(await runOne(scenario, options));
    // After each: a run that is interrupted has said what it knows.
    write(options, scenarios);
  }
  return scenarios.every(({ violationCount }) => violationCount === 0) ? 0 : 1;
}

/** After the last fault of a script there is time to see what comes of it. */
const AFTER_SCRIPT_MS = 20_000;

async function runOne(scenario: Scenario, options: Options): Promise<ScenarioResult> {
  const { id, title, script, crowd, spectators = 0 } = scenario;
  const { seed } = options;
  const plan = planOf(scenario, seed, { ms: options.ms, places: NODES });
  const ms = script === undefined ? options.ms : (plan.at(-1)?.atMs ?? 0) + AFTER_SCRIPT_MS;
  const ordinary = crowd === undefined ? tablesOf(options.tables) : crowdOf(crowd.tables);
  const tables = ordinary.map((habits, index) => (index === 0 ? { ...habits, observers: spectators } : habits));
  const startAt = crowd?.startAt ?? null;
  say(`${id}: ${title}; seed ${seed}, ${ms / 1000} s, ${plan.length} faults`);
  for (const fault of plan) say(`  ${describeFault(fault)}`);
  const tamper = (options.tamper === null ? undefined : TAMPERS[options.tamper]) ?? ((taken) => taken);
  const outcome = await runScenario({ seed, ms, nodes: NODES, plan, tables, startAt, tamper, say });
  const result = measure({ id, title, seed, seconds: ms / 1000, nodes: NODES, tables: tables.length }, outcome);
  const { moves, matches, violations, violationCount } = result;
  const takenBack = moves.takenBack === 0 ? "" : `, ${moves.takenBack} of them taken back and told`;
  say(
    `${id}: ${moves.acknowledged} moves acknowledged${takenBack} in ${matches} matches, ${violationCount} promises broken`,
  );
  for (const { rule, what } of violations) say(`  ${rule}: ${what}`);
  return result;
}

function write({ report }: Options, scenarios: readonly ScenarioResult[]): void {
  const result: ChaosResult = {
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    command: `npm run test:chaos -- ${process.argv.slice(2).join(" ")}`,
    machine: `${availableParallelism()} cores, Node ${process.versions.node}`,
    scenarios,
  };
  mkdirSync(dirname(RESULT), { recursive: true });
  writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
  const text = reportText(result);
  for (const path of [RESULT.replace(/json$/, "md"), report]) if (path !== null) writeFileSync(path, text);
}

const options = readOptions(process.argv.slice(2));
if (options === null) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}
// Whatever was started ends with this process, however it ends.
const late = setTimeout(
  () => {
    say("the run did not end in time and is stopped");
    process.exit(1);
  },
  options.only.length * (options.ms + AROUND_MS),
);
late.unref();
// Not left to the empty event loop: this Node may spin for ever when it takes apart what children left open.
process.exit(await main(options));
