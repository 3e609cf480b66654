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
  readonly actorId: string;
  readonly matchId: string;
  readonly from: number;
  readonly deadline: number;
}

/** In these a player cannot get through in time, whatever the server does: the network before a node is at fault. */
const EXCUSES: ReadonlySet<FaultKind> = new Set(["net.slow", "net.reset", "net.slice", "net.one-way", "net.blackhole"]);

/** Turns that were taken from somebody who had meant to move, and by the server's own fault or for no reason at all. */
export function wronglyTaken(
  records: Pick<Records, "dozes"> & Partial<Pick<Records, "operations">>,
  logs: readonly MatchLog[],
  journal: readonly Happened[],
): readonly Violation[] {
  const { unfair } = countClocks(records, logs, journal);
  return unfair.flatMap((turn) => {
    const meanwhile = journal.filter(({ from, to }) => from <= turn.deadline && to + AFTERMATH_MS >= turn.from);
    if (meanwhile.some(({ kind }) => EXCUSES.has(kind))) return [];
    const faults = meanwhile.map(({ kind }) => kind).join(", ") || "peace";
    const what = `a turn was taken by the clock from somebody who had meant to move: ${turn.what}, in ${faults}`;
    return [{ rule: "P13", what: `${what}; ${askedIn(turn, records.operations ?? [])}` }];
  });
}

/** What its player asked for in a turn, for whoever has to look into it. */
function askedIn({ actorId, matchId, from, deadline }: Taken, operations: Records["operations"]): string {
  const own = operations.filter(
    (op) => op.actorId === actorId && op.matchId === matchId && (op.returnedAt ?? deadline) >= from,
  );
  const asked = own.filter(({ invokedAt }) => invokedAt <= deadline + AFTERMATH_MS);
  const times = asked.map(
    ({ invokedAt, returnedAt, basedOn, outcome }) =>
      `on ${basedOn} ${deadline - invokedAt} ms before its end, ${outcome.kind} after ${(returnedAt ?? Number.NaN) - invokedAt} ms`,
  );
  return times.length === 0 ? "nothing was asked in it" : `asked ${times.join(" and ")}`;
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
      unfair.push({ what, actorId, matchId: commit.matchId, from: before.state.last?.at ?? 0, deadline });
    }
  }
  return { lateInPeace, lateInFaults, unfair, absences };
}
