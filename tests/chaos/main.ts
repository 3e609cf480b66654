/**
 * `npm run test:chaos`: real nodes, Postgres, Redis and clients, and everything that can go wrong with them; then every
 * record of every client is held against the log. Ends with 1 if a promise was broken.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { say } from "../../scripts/steps/say.mjs";
import { optionsOrExit } from "../support/command-line.js";
import { measure } from "./measure/measure.js";
import { type Options, readOptions, type ScenarioRun, USAGE } from "./options.js";
import { auditPace } from "./report/audit-pace.js";
import { reportText } from "./report/report-text.js";
import { reproduce } from "./report/reproduce.js";
import type { ChaosResult, ScenarioResult } from "./report/result.js";
import { runTests } from "./report/run-tests.js";
import { verifyPace } from "./report/verify-pace.js";
import { runScenario } from "./run/run-scenario.js";
import { crowdOf, tablesOf } from "./run/tables.js";
import { describeFault } from "./schedule/plan.js";
import { planOf } from "./schedule/plan-of.js";
import { type Scenario, SCENARIOS } from "./schedule/scenarios.js";
import { TAMPERS } from "./tamper.js";

const NODES = 3;
/** Nothing may take longer than the storm and this: starting, calming down, judging. */
const AROUND_MS = 240_000;
/** Nor the tests of a report than this. */
const TESTS_MS = 20 * 60_000;
const RESULT = "tests/out/chaos.json";

async function main(options: Options): Promise<number> {
  const scenarios: ScenarioResult[] = [];
  // All are looked for before any runs: a name that is wrong is not found out after an hour.
  for (const [run, scenario] of options.runs.map((one) => [one, scenarioOf(one)] as const)) {
    scenarios.push(await runOne(scenario, { ...options, ms: run.ms }));
    // After each: a run that is interrupted has said what it knows.
    write(options, { scenarios, tests: [], pace: [], reproduction: null, auditPace: null });
  }
  const isSound = scenarios.every(({ violationCount, audit }) => violationCount === 0 && audit.isSound);
  return (await hearTheOthers(options, scenarios)) && isSound ? 0 : 1;
}

function scenarioOf({ id }: ScenarioRun): Scenario {
  const scenario = SCENARIOS.find((each) => each.id === id);
  if (scenario === undefined) throw new Error(`${id} is not one of ${SCENARIOS.map((each) => each.id).join(", ")}`);
  return scenario;
}

/** For a report, what no scenario can say is asked of those who can. Whether all of that is as it should be. */
async function hearTheOthers(options: Options, scenarios: readonly ScenarioResult[]): Promise<boolean> {
  if (options.report === null) return true;
  say("worlds are run twice, logs verified, and the tests run of what chaos cannot measure");
  const reproduction = await reproduce();
  const pace = await verifyPace();
  const audited = await auditPace();
  const tests = await runTests();
  write(options, { scenarios, tests, pace, reproduction, auditPace: audited });
  for (const { no, failed } of tests) for (const title of failed) say(`  promise ${no}: ${title}`);
  const isReproduced = reproduction.same === reproduction.worlds && reproduction.failing?.isSame === true;
  return isReproduced && tests.every(({ failed }) => failed.length === 0);
}

/** After the last fault of a script there is time to see what comes of it. */
const AFTER_SCRIPT_MS = 20_000;

async function runOne(scenario: Scenario, options: Options & Pick<ScenarioRun, "ms">): Promise<ScenarioResult> {
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
  const { moves, matches, violations, violationCount, audit } = result;
  const takenBack = moves.takenBack === 0 ? "" : `, ${moves.takenBack} of them taken back and told`;
  say(
    `${id}: ${moves.acknowledged} moves acknowledged${takenBack} in ${matches} matches, ${violationCount} promises broken`,
  );
  for (const { rule, what } of violations) say(`  ${rule}: ${what}`);
  if (!audit.isSound) say(`${id}: npm run verify does not find the log sound`);
  return result;
}

function write(
  { report }: Options,
  found: Pick<ChaosResult, "scenarios" | "tests" | "pace" | "reproduction" | "auditPace">,
): void {
  const result: ChaosResult = {
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    command: `npm run test:chaos -- ${process.argv.slice(2).join(" ")}`,
    machine: `${availableParallelism()} cores, Node ${process.versions.node}`,
    ...found,
  };
  mkdirSync(dirname(RESULT), { recursive: true });
  writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
  const text = reportText(result);
  for (const path of [RESULT.replace(/json$/, "md"), report]) if (path !== null) writeFileSync(path, text);
}

const options = optionsOrExit(USAGE, readOptions);
// Whatever was started ends with this process, however it ends.
const late = setTimeout(
  () => {
    say("the run did not end in time and is stopped");
    process.exit(1);
  },
  options.runs.reduce((sum, { ms }) => sum + ms + AROUND_MS, options.report === null ? 0 : TESTS_MS),
);
late.unref();
// Not left to the empty event loop: this Node may spin for ever when it takes apart what children left open.
process.exit(await main(options));
