/** From everything that was written down in a run to the numbers that are worth telling. */
import type { Violation } from "../../simulation/checker/history.js";
import type { RunOutcome } from "../run/run-scenario.js";
import type { FaultResult, ScenarioResult } from "../report/result.js";
import { AFTERMATH_MS, aloneOf, FAULTS, type FaultKind, type Happened } from "../schedule/plan.js";
import { backAfterDeath, backAfterwards, stalls, timelinesOf } from "./back-again.js";
import { catchingUp } from "./catching-up.js";
import { countClocks } from "./clocks.js";
import { crossNodeDelays } from "./healing.js";
import { noticing } from "./noticing.js";
import { acknowledgedAfter, acknowledgedDuring, acknowledgedInPeace, countMoves } from "./moves.js";
import { spreadOf } from "./spread.js";

type Facts = Pick<ScenarioResult, "id" | "title" | "seed" | "seconds" | "nodes" | "tables">;

/** Violations told in full. */
const TOLD = 20;
const REDIS_AWAY: readonly FaultKind[] = ["redis.kill", "redis.freeze", "redis.blackhole"];

export function measure(
  facts: Facts,
  { records, journal, passages, calmAt, history, violations, audit, memory }: RunOutcome,
): ScenarioResult {
  const { operations } = records;
  const { logs } = history;
  const clocks = countClocks({ records, journal, passages, calmAt }, logs);
  const noticed = noticing(records, journal);
  const withoutRedis = aloneOf(journal).filter(({ kind }) => REDIS_AWAY.includes(kind));
  return {
    ...facts,
    matches: logs.length,
    clients: new Set(records.statuses.map(({ client }) => client)).size,
    faults: faultResults(records, journal),
    moves: countMoves(operations, logs),
    peace: spreadOf(acknowledgedInPeace(operations, journal)),
    crossNode: {
      peace: spreadOf(crossNodeDelays(records, logs, quietTimes(journal))),
      withoutRedis: spreadOf(crossNodeDelays(records, logs, withoutRedis)),
    },
    clocks: {
      lateInPeace: spreadOf(clocks.lateInPeace),
      lateInFaults: spreadOf(clocks.lateInFaults),
      unfair: clocks.unfair.length,
      lostOnTheWay: clocks.lostOnTheWay.length,
      absences: clocks.absences,
    },
    noticing: { moving: spreadOf(noticed.moving), idle: spreadOf(noticed.idle) },
    frames: records.frames.length,
    catchingUp: catchingUp(records, journal),
    audit,
    memory,
    violations: violations.slice(0, TOLD).map(({ rule, what }: Violation) => ({ rule, what })),
    violationCount: violations.length,
  };
}

function faultResults(records: RunOutcome["records"], journal: readonly Happened[]): FaultResult[] {
  const timelines = timelinesOf(records.statuses);
  const kinds = (Object.keys(FAULTS) as FaultKind[]).filter((kind) => journal.some((one) => one.kind === kind));
  return kinds.map((kind) => {
    const all = journal.filter((one) => one.kind === kind);
    const alone = aloneOf(journal).filter((one) => one.kind === kind);
    return {
      kind,
      times: all.length,
      alone: alone.length,
      notes: all.flatMap(({ note }) => note ?? []),
      lastedMs: all.reduce((sum, { from, to }) => sum + to - from, 0),
      acknowledged: spreadOf(acknowledgedDuring(records.operations, alone)),
      back: spreadOf(kind === "node.kill" ? backAfterDeath(timelines, alone) : stalls(timelines, alone)),
      afterwards: spreadOf(acknowledgedAfter(records.operations, alone)),
      backAfterwards: spreadOf(backAfterwards(timelines, alone)),
    };
  });
}

function quietTimes(journal: readonly Happened[]): Happened[] {
  const quiet: Happened[] = [];
  let from = 0;
  for (const fault of journal) {
    if (fault.from > from) quiet.push({ ...fault, from, to: fault.from });
    from = Math.max(from, fault.to + AFTERMATH_MS);
  }
  return [...quiet, { kind: "node.kill", place: null, from, to: Number.POSITIVE_INFINITY }];
}
