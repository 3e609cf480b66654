/** What the clocks did: how late they were, and whom they struck who had not let them run out. */
import type { MatchLog, Violation } from "../../simulation/checker/history.js";
import { readLogs } from "../../simulation/checker/logs.js";
import type { Records } from "../history/read-records.js";
import { AFTERMATH_MS } from "../schedule/plan.js";
import { isLostOnTheWay, type Turn, type Ways } from "./lost-on-the-way.js";
import { overlap } from "./moments.js";

/** A deadline that has passed is settled after so long: a move that came in time may still be on its way. */
export const GRACE_MS = 500;

export interface ClockCount {
  /**
   * Milliseconds from deadline to commit: in peace, and where a fault lay between its aftermath reaching the
   * deadline and the moment at which a timeout is stored if nothing is in its way.
   */
  readonly lateInPeace: readonly number[];
  readonly lateInFaults: readonly number[];
  /** Turns ended by the clock although the player had meant to move: by a fault of a server, or for no reason at all. */
  readonly unfair: readonly Taken[];
  /** The same where no server had any part in it: the network before the nodes let nobody through in time. */
  readonly lostOnTheWay: readonly Taken[];
  /** Seats given up or matches paused for an absence: nobody was ever absent for long enough. */
  readonly absences: number;
}

/** A turn that the clock has taken, and when it was somebody's. */
export interface Taken extends Turn {
  readonly what: string;
}

/** Of everything that was written down, what a turn is judged by. */
export interface Seen extends Ways {
  readonly records: Ways["records"] & Pick<Records, "dozes">;
  /** From then on nobody meant to move any more: whose time was up later has let it run out. */
  readonly calmAt: number;
}

/** Turns that were taken from somebody who had meant to move, and by the server's own fault or for no reason at all. */
export function wronglyTaken(seen: Seen, logs: readonly MatchLog[]): readonly Violation[] {
  return countClocks(seen, logs).unfair.map((turn) => {
    const until = { from: turn.from - AFTERMATH_MS, to: turn.to };
    const faults = seen.journal.filter((one) => overlap(one, until)).map(({ kind }) => kind);
    const what = `a turn was taken by the clock from somebody who had meant to move: ${turn.what}, in ${faults.join(", ") || "peace"}`;
    return { rule: "P13", what: `${what}; ${askedIn(turn, seen.records.operations)}` };
  });
}

/** What its player asked for in a turn, for whoever has to look into it. */
function askedIn({ actorId, matchId, from, to }: Taken, operations: Records["operations"]): string {
  const own = operations.filter(
    (op) => op.actorId === actorId && op.matchId === matchId && (op.returnedAt ?? to) >= from,
  );
  const asked = own.filter(({ invokedAt }) => invokedAt <= to + AFTERMATH_MS);
  const times = asked.map(
    ({ invokedAt, returnedAt, basedOn, outcome }) =>
      `on ${basedOn} ${to - invokedAt} ms before its end, ${outcome.kind} after ${(returnedAt ?? Number.NaN) - invokedAt} ms`,
  );
  return times.length === 0 ? "nothing was asked in it" : `asked ${times.join(" and ")}`;
}

export function countClocks(seen: Seen, logs: readonly MatchLog[]): ClockCount {
  const { records, journal } = seen;
  const dozes = new Set(records.dozes.map(({ actorId, matchId, version }) => `${actorId}/${matchId}/${version}`));
  const [lateInPeace, lateInFaults, taken]: [number[], number[], Taken[]] = [[], [], []];
  let absences = 0;
  for (const { log, heads } of readLogs({ logs }).matches.values()) {
    for (const { commit, at } of log.commits) {
      if (commit.kind === "absence") absences += 1;
      const before = heads[commit.version - 1];
      if (commit.kind !== "timeout" || before?.state.deadline == null) continue;
      const { deadline: to, seats } = before.state;
      const storing = { from: to - AFTERMATH_MS, to: to + GRACE_MS };
      const inFault = journal.some((one) => overlap(one, storing));
      (inFault ? lateInFaults : lateInPeace).push(at - to);
      const actorId = seats[commit.seat ?? -1] ?? "";
      const { version } = before;
      if (to >= seen.calmAt || dozes.has(`${actorId}/${commit.matchId}/${version}`)) continue;
      const what = `seat ${commit.seat} of ${commit.matchId} in version ${version}`;
      taken.push({ what, actorId, matchId: commit.matchId, version, from: before.state.last?.at ?? 0, to });
    }
  }
  const lostOnTheWay = taken.filter((turn) => isLostOnTheWay(turn, seen));
  const unfair = taken.filter((turn) => !lostOnTheWay.includes(turn));
  return { lateInPeace, lateInFaults, unfair, lostOnTheWay, absences };
}
