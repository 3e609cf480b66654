/** One run: people play, things go wrong by plan, all heals, and then the record is held against the log. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { check } from "../../simulation/checker/check.js";
import type { Ending, History, Violation } from "../../simulation/checker/history.js";
import type { BotOrders, TableHabits } from "../bots/orders.js";
import { wronglyTaken } from "../measure/clocks.js";
import { watchMemory } from "../measure/memory.js";
import type { AuditResult, ScenarioResult } from "../report/result.js";
import { readLogs } from "../history/read-logs.js";
import { type Records, readRecords } from "../history/read-records.js";
import type { Passage } from "../network/passage.js";
import type { Happened, PlannedFault } from "../schedule/plan.js";
import { storm } from "../schedule/storm.js";
import { Arena, type Complaint } from "../services/arena.js";
import type { Tamper } from "../tamper.js";
import { auditLog } from "./audit-log.js";
import { BotProcess } from "../services/bot-process.js";

export interface RunOptions {
  readonly seed: number;
  readonly ms: number;
  readonly nodes: number;
  readonly plan: readonly PlannedFault[];
  readonly tables: readonly TableHabits[];
  readonly startAt: number | null;
  /** Hurts the log before it is judged: to see that the judge notices. */
  readonly tamper: Tamper;
  readonly say: (line: string) => void;
}
export interface RunOutcome {
  readonly violations: readonly Violation[];
  readonly journal: readonly Happened[];
  /** By node, what the proxy between it and its clients saw. */
  readonly passages: readonly (readonly Passage[])[];
  /** When everybody was told to make no more moves. */
  readonly calmAt: number;
  readonly history: History;
  readonly records: Records;
  readonly audit: AuditResult;
  readonly memory: ScenarioResult["memory"];
}

const FIRST_MATCHES_MS = 60_000;
/** Everybody must be level by then, once all runs again. */
const CALM_MS = 30_000;
/** How long memory may take to be given back. */
const GIVEN_BACK_MS = 60_000;
/** What is younger than this at the end may still be on its way. */
const SLACK_MS = 2_000;

export async function runScenario(options: RunOptions): Promise<RunOutcome> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-chaos-"));
  const arena = await Arena.start({ ...options, folder });
  const bots: BotProcess[] = [];
  try {
    const { say, tables } = options;
    for (const orders of ordersOf(options, arena, folder)) bots.push(await BotProcess.start(orders));
    await Promise.all(bots.map((each) => each.playing(FIRST_MATCHES_MS)));
    say(`${tables.length} matches go on, the storm begins`);
    const watched = watchMemory(arena);
    const journal = await storm(arena, options.plan, options.ms);
    watched.stop();
    say(`${journal.length} faults are over, all heals`);
    const calmAt = Date.now();
    const end = await calm(arena, bots);
    // Abuse must leave nothing behind; what it needed is given back when the collector gets to it.
    if (options.plan.some(({ kind }) => kind === "clients.hostile")) await watched.back(GIVEN_BACK_MS);
    const memory = watched.told();
    await Promise.all(bots.map((each) => each.end()));
    const records = await readRecords(bots.map(({ file }) => file));
    const { outages } = arena;
    const audit = await auditLog(arena.postgres.url);
    const logs = withEarlier(await readLogs(arena.postgres.url), arena.earlier);
    const taken = options.tamper({ logs, outages });
    const history = historyOf({ records, ...taken, end, arena });
    say(`${history.operations.length} requests and ${history.frames.length} frames are checked against the log`);
    const passages = arena.places.map(({ front }) => front.passages);
    const violations = [...check(history), ...wronglyTaken({ records, journal, passages, calmAt }, history.logs)];
    return { violations, journal, passages, calmAt, history, records, audit, memory };
  } finally {
    for (const each of bots) each.kill();
    await arena.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** So many tables fill a process: more would wait for each other, and not for the nodes. */
const TABLES_EACH = 125;

function ordersOf({ tables, seed, startAt }: RunOptions, { places }: Arena, folder: string): BotOrders[] {
  const nodes = places.map(({ front }) => `http://127.0.0.1:${front.port}`);
  const count = Math.ceil(tables.length / TABLES_EACH);
  return Array.from({ length: count }, (_, part) => ({
    nodes,
    startAt,
    seed: `${seed}.${part}`,
    tables: tables.slice(part * TABLES_EACH, (part + 1) * TABLES_EACH),
    file: join(folder, `bots${part}.ndjson`),
  }));
}

/** Heals everything, lets it come to rest, and looks how everybody stands. */
async function calm(arena: Arena, bots: readonly BotProcess[]): Promise<Ending> {
  for (const each of bots) each.calm();
  await arena.heal();
  const deadline = Date.now() + CALM_MS;
  for (;;) {
    await pause(SLACK_MS);
    const clients = (await Promise.all(bots.map((each) => each.status()))).flatMap((status) => status.clients);
    const isRest = clients.every(({ status, waiting }) => status === "live" && waiting === 0);
    if (!isRest && Date.now() < deadline) continue;
    // What nodes hold in memory is not seen from outside; what they show their clients is.
    return { at: Date.now(), slackMs: SLACK_MS, clients, caches: [] };
  }
}

/** Each match with what its log had when it was left behind. */
function withEarlier(logs: History["logs"], earlier: Arena["earlier"]): History["logs"] {
  const former = earlier.flatMap(({ logs: left, isSafe }) => left.map((log) => ({ log, isSafe })));
  return logs.map((log) => {
    const own = former.filter((one) => one.log.facts.matchId === log.facts.matchId);
    return { ...log, earlier: own.map(({ log: { epoch, commits }, isSafe }) => ({ epoch, commits, isSafe })) };
  });
}

interface Taken {
  readonly records: Records;
  readonly logs: History["logs"];
  readonly outages: History["outages"];
  readonly end: Ending;
  readonly arena: Arena;
}

/** A silence that nodes call an outage, and what a look at two clocks may be off. */
const UNCOUNTED_MS = 3_100;

function historyOf({ records, logs, outages, end, arena }: Taken): History {
  return {
    logs,
    operations: records.operations,
    frames: records.frames,
    events: records.events,
    resets: records.resets,
    resumes: records.resumes,
    losses: records.losses,
    here: records.here,
    poisoned: new Set(),
    alarms: [...arena.crashes.filter(isDefect).map(({ node, line }) => `${node} crashed: ${line}`), ...records.faults],
    // One machine, one clock; it is only read to the millisecond.
    clockErrorMs: 1,
    outages,
    uncountedMs: UNCOUNTED_MS,
    decidedWithinMs: null,
    end,
  };
}

/** A node that finds no database when it starts says so, ends, and is started again. */
function isDefect({ line }: Complaint): boolean {
  return !line.includes("cannot start");
}
