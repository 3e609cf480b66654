/** `npm run bench`: measures the contenders in turn, round by round, and prints what each unit of work costs. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ALL_BUDGETS, type Budget } from "./budgets/index.js";
import { latencyVerdict } from "./budgets/latency.js";
import type { Contender } from "./contenders/contender.js";
import { isHoldfastBuilt } from "./contenders/holdfast.js";
import { CONTENDERS, FLOOR } from "./contenders/index.js";
import { installPeers } from "./measure/install-peers.js";
import { disablePinning } from "./measure/pinning.js";
import { Samples } from "./measure/samples.js";
import type { Services } from "./measure/services.js";
import { startServices } from "./measure/services.js";
import type { Turn } from "./measure/session.js";
import { type Options, readOptions, USAGE } from "./options.js";
import { profileHoldfast, profileText } from "./profile.js";
import { budgetTable, notesText, writeJson } from "./report.js";
import { optionsOrExit } from "../support/command-line.js";
import { say } from "../../scripts/steps/say.mjs";

/** Long enough a match that seating players is not what is measured: the first to win five games of tic-tac-toe. */
const BEST_OF = 9;

const RULES = fileURLToPath(new URL("rules.ts", import.meta.url));
const started = performance.now();

async function main(options: Options): Promise<number> {
  if (!options.pin) disablePinning();
  const samples = new Samples();
  const contenders = await whoCanRun(options, samples);
  const services = contenders.some(({ durable }) => durable) ? await startServices() : null;
  // The servers end with this process; Postgres is stopped in order first.
  const stop = () => void Promise.resolve(services?.stop()).finally(() => process.exit(130));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  try {
    const bench = { options, samples, contenders, services };
    if (options.profile) return report(bench, await profiled(bench), null);
    await allRounds(bench);
    return report(bench, null, areRulesWanted(options) ? await rulesAlone() : null);
  } finally {
    await services?.stop();
  }
}

interface Bench {
  readonly options: Options;
  readonly samples: Samples;
  readonly contenders: readonly Contender[];
  readonly services: Services | null;
}

/** The chosen contenders without those that cannot be started here, which are noted. */
async function whoCanRun({ only, profile }: Options, samples: Samples): Promise<Contender[]> {
  const chosen = CONTENDERS.filter(({ name, durable }) => only.includes(name) && (durable || !profile));
  const missing = chosen.some(({ needsPeers }) => needsPeers) ? await installPeers() : null;
  return chosen.filter((contender) => {
    const { name, needsPeers, durable } = contender;
    const why = durable && !isHoldfastBuilt() ? "it is not built" : needsPeers ? missing : null;
    if (why !== null) samples.notes.push({ contender: name, round: 0, text: `not measured: ${why}` });
    return why === null;
  });
}

async function allRounds(bench: Bench): Promise<void> {
  const { options, contenders } = bench;
  const wanted = ALL_BUDGETS.filter(({ id, run }) => run !== null && isWanted(id, options));
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const budget of wanted) for (const contender of contenders) await oneTurn(bench, { budget, contender, round });
  }
}

function isWanted(id: string, { budgets }: Options): boolean {
  const asked: readonly string[] = budgets;
  return asked.includes(id) || (id === "B1" && asked.includes("B2"));
}

function areRulesWanted({ budgets }: Options): boolean {
  return budgets.includes("B11") || budgets.includes("B12");
}

/** B11 and B12 have no peers, and no server: they are measured in a process of their own. */
async function rulesAlone(): Promise<string> {
  say("the rules alone: B11, B12");
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, RULES]);
  return stdout.trimEnd();
}

interface Which {
  readonly budget: Budget;
  readonly contender: Contender;
  readonly round: number;
}

async function oneTurn(bench: Bench, { budget, contender, round }: Which): Promise<void> {
  const { options, samples } = bench;
  const at = { contender: contender.name, round };
  if (performance.now() - started > options.maxMinutes * 60_000) {
    samples.notes.push({ ...at, text: `${budget.id} left out: ${options.maxMinutes} minutes are over` });
    return;
  }
  say(`round ${round} of ${options.rounds}, ${budget.id}: ${contender.name}`);
  try {
    await budget.run?.(turnOf(bench, contender, round), options);
  } catch (why) {
    samples.faults.push({ ...at, text: `${budget.id}: ${why instanceof Error ? why.message : String(why)}` });
  }
}

function turnOf({ options, samples, services }: Bench, contender: Contender, round: number): Turn {
  const start = { bestOf: BEST_OF, nodeFlags: options.nodeFlags, services };
  return { contender, round, samples, start, seed: options.seed + round };
}

async function profiled(bench: Bench): Promise<string> {
  const [contender] = bench.contenders;
  if (contender === undefined) throw new Error("only Holdfast is profiled, and it is not there");
  return profileText(await profileHoldfast(turnOf(bench, contender, 1), bench.options));
}

function report({ options, samples }: Bench, profile: string | null, rules: string | null): number {
  const reported = { samples, options, floor: FLOOR };
  const measured = ALL_BUDGETS.filter(({ id }) => samples.metrics(id).length > 0);
  const tables = measured.map((budget) => budgetTable(budget, reported));
  const verdict = latencyVerdict(samples, FLOOR);
  const parts = [...tables, ...[verdict, profile, rules].filter((part) => part !== null)];
  if (samples.notes.length > 0) parts.push(notesText("Notes", samples.notes));
  if (samples.faults.length > 0) parts.push(notesText("WRONG", samples.faults));
  process.stdout.write(`\n${parts.join("\n\n")}\n\n`);
  say(`written to ${writeJson(reported, { profile })}`);
  return samples.faults.length === 0 ? 0 : 1;
}

const options = optionsOrExit(USAGE, readOptions);
main(options).then(
  (code) => process.exit(code),
  (why: unknown) => {
    say(why instanceof Error ? (why.stack ?? why.message) : String(why));
    process.exit(1);
  },
);
