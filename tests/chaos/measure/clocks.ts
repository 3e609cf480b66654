/** What the clocks did: how late they were, and whom they struck who had not let them run out. */
import type { MatchLog } from "../../simulation/checker/history.js";
import { readLogs } from "../../simulation/checker/logs.js";
import type { Records } from "../history/read-records.js";
import { AFTERMATH_MS, type Happened } from "../schedule/plan.js";

export interface ClockCount {
  /** Milliseconds from deadline to commit, of those that fell due in peace and of those that fell due in a fault. */
  readonly lateInPeace: readonly number[];
  readonly lateInFaults: readonly number[];
  /** Turns ended by the clock although the player had meant to move. */
  readonly unfair: readonly string[];
  /** Seats given up or matches paused for an absence: nobody was ever absent for long enough. */
  readonly absences: number;
}

export function countClocks(records: Records, logs: readonly MatchLog[], journal: readonly Happened[]): ClockCount {
  const dozes = new Set(records.dozes.map(({ actorId, matchId, version }) => `${actorId}/${matchId}/${version}`));
  const [lateInPeace, lateInFaults, unfair]: [number[], number[], string[]] = [[], [], []];
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
      unfair.push(`seat ${commit.seat} of ${commit.matchId} in version ${before.version}`);
    }
  }
  return { lateInPeace, lateInFaults, unfair, absences };
}
