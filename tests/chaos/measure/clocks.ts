/** What the clocks did: how late they were, and whom they struck who had not let them run out. */
import type { MatchLog, Violation } from "../../simulation/checker/history.js";
import { readLogs } from "../../simulation/checker/logs.js";
import type { Records } from "../history/read-records.js";
import { AFTERMATH_MS, type FaultKind, type Happened } from "../schedule/plan.js";

export interface ClockCount {
  /** Milliseconds from deadline to commit, of those that fell due in peace and of those that fell due in a fault. */
  readonly lateInPeace: readonly number[];
  readonly lateInFaults: readonly number[];
  /** Turns ended by the clock although the player had meant to move. */
  readonly unfair: readonly Taken[];
  /** Seats given up or matches paused for an absence: nobody was ever absent for long enough. */
  readonly absences: number;
}

/** A turn that the clock has taken, and when it was somebody's. */
export interface Taken {
  readonly what: string;
  readonly from: number;
  readonly deadline: number;
}

/**
 * In these a player cannot get through in time, whatever the server does: one node is mute, or the network is. Or Postgres
 * is there, and slow: nodes beat all the while, and what is not away is no outage.
 */
const EXCUSES: ReadonlySet<FaultKind> = new Set([
  "node.freeze",
  "net.slow",
  "net.reset",
  "net.slice",
  "net.one-way",
  "net.blackhole",
  "clients.deaf",
  "postgres.hog",
  "postgres.lock",
  "postgres.terminate",
]);
/** What is shorter is no outage that anything is promised of (DU5.1). Such turns are counted, and told in the report. */
const OUTAGE_MS = 3_000;

function isExcuse({ kind, from, to }: Happened): boolean {
  return EXCUSES.has(kind) || to - from < OUTAGE_MS;
}

/** Turns that were taken from somebody who had meant to move, and by the server's own fault or for no reason at all. */
export function wronglyTaken(
  records: Pick<Records, "dozes">,
  logs: readonly MatchLog[],
  journal: readonly Happened[],
): readonly Violation[] {
  const { unfair } = countClocks(records, logs, journal);
  return unfair.flatMap((turn) => {
    const meanwhile = journal.filter(({ from, to }) => from <= turn.deadline && to + AFTERMATH_MS >= turn.from);
    if (meanwhile.some(isExcuse)) return [];
    const faults = meanwhile.map(({ kind }) => kind).join(", ") || "peace";
    const what = `a turn was taken by the clock from somebody who had meant to move: ${turn.what}, in ${faults}`;
    return [{ rule: "P13", what }];
  });
}

export function countClocks(
  records: Pick<Records, "dozes">,
  logs: readonly MatchLog[],
  journal: readonly Happened[],
): ClockCount {
  const dozes = new Set(records.dozes.map(({ actorId, matchId, version }) => `${actorId}/${matchId}/${version}`));
  const [lateInPeace, lateInFaults, unfair]: [number[], number[], Taken[]] = [[], [], []];
  let absences = 0;
  for (const { log, heads } of readLogs({ logs }).matches.values()) {
    for (const { commit, at } of log.commits) {
      if (commit.kind === "absence") absences += 1;
      const before = heads[commit.version - 1];
      if (commit.kind !== "timeout" || before?.state.deadline == null) continue;
      const { deadline, seats } = before.state;
      const inFault = journal.some(({ from, to }) => deadline >= from && deadline <= to + AFTERMATH_MS);
      (inFault ? lateInFaults : lateInPeace).push(at - deadline);
      const actorId = seats[commit.seat ?? -1] ?? "";
      if (dozes.has(`${actorId}/${commit.matchId}/${before.version}`)) continue;
      const what = `seat ${commit.seat} of ${commit.matchId} in version ${before.version}`;
      unfair.push({ what, from: before.state.last?.at ?? 0, deadline });
    }
  }
  return { lateInPeace, lateInFaults, unfair, absences };
}
