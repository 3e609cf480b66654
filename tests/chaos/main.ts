/**
 * `npm run test:chaos`: real nodes, Postgres, Redis and clients, and everything that can go wrong with them; then every
 * record of every client is held against the log. Ends with 1 if a promise was broken.
 */
import { say } from "../../scripts/steps/say.mjs";
import type { TableHabits } from "./bots/orders.js";
import { type Options, readOptions, USAGE } from "./options.js";
import { runScenario } from "./run/run-scenario.js";
import { describeFault } from "./schedule/plan.js";
import { planOf, SCENARIOS } from "./schedule/scenarios.js";
import { TAMPERS } from "./tamper.js";

const NODES = 3;
/** Nothing may take longer than the storm and this: starting, calming down, judging. */
const AROUND_MS = 240_000;
const SHOWN = 40;

const PLAIN: TableHabits = {
  options: { bestOf: 9, turnMs: 0 },
  thinkMs: [300, 1_500],
  reloadEveryMs: 0,
  doze: 0,
  observers: 0,
};

async function main(options: Options): Promise<number> {
  let broken = 0;
  for (const id of options.only) {
    const scenario = SCENARIOS.find((each) => each.id === id);
    if (scenario === undefined) throw new Error(`${id} is not one of ${SCENARIOS.map((each) => each.id).join(", ")}`);
    const { seed, ms } = options;
    const plan = planOf(scenario, seed, { ms, places: NODES });
    say(`${id}: ${scenario.title}; seed ${seed}, ${ms / 1000} s, ${plan.length} faults`);
    for (const fault of plan) say(`  ${describeFault(fault)}`);
    const tables = Array.from({ length: options.tables }, () => PLAIN);
    const tamper = (options.tamper === null ? undefined : TAMPERS[options.tamper]) ?? ((logs) => logs);
    const { violations, history } = await runScenario({ seed, ms, nodes: NODES, plan, tables, tamper, say });
    const accepted = history.operations.filter(({ kind, outcome }) => kind === "move" && outcome.kind === "accepted");
    say(
      `${id}: ${accepted.length} moves acknowledged in ${history.logs.length} matches, ${violations.length} promises broken`,
    );
    for (const { rule, what } of violations.slice(0, SHOWN)) say(`  ${rule}: ${what}`);
    broken += violations.length;
  }
  return broken === 0 ? 0 : 1;
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
