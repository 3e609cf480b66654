/** What injected outages took of a time, and the part of H-h that follows: no turn ends that they took something of. */
import type { StoredCommit } from "@holdfast/engine";
import type { History, Injected, Violation } from "./history.js";
import type { ReadMatch } from "./logs.js";

/** Those that were over by then and long enough to have to be made good for, in order. */
function countedUntil({ outages, uncountedMs }: History, at: number): readonly Injected[] {
  return outages.filter(({ from, to }) => to <= at && to - from >= uncountedMs).toSorted((a, b) => a.from - b.from);
}

/** How much of a stretch fell into outages that were over at its end. */
export function takenMs(history: History, from: number, to: number): number {
  const lost = countedUntil(history, to).map((outage) => outage.to - Math.max(outage.from, from));
  return lost.reduce((sum, ms) => sum + Math.max(0, ms), 0);
}

/** A match that was stopped in the turn had other time besides: pauses are judged by the engine's own tests. */
const STOPS = new Set(["pause", "resume", "rollback"]);

/** The deadline at which a seat timed out was its turn's first, later by all that outages took of the turn. */
export function judgeCredit(
  history: History,
  { log, heads }: ReadMatch,
  { commit }: StoredCommit,
): readonly Violation[] {
  const last = heads[commit.version - 1]?.state;
  if (!last || last.deadline === null) return [];
  let first = commit.version - 1;
  while (first > 1 && heads[first - 1]?.state.turn === last.turn && heads[first - 1]?.state.deadline !== null)
    first -= 1;
  const turn = log.commits.slice(first, commit.version - 1);
  if (turn.some((stored) => STOPS.has(stored.commit.kind))) return [];
  const begun = log.commits[first - 1]?.commit.receivedAt ?? 0;
  let due = heads[first]?.state.deadline ?? 0;
  for (const { from, to } of countedUntil(history, commit.receivedAt)) {
    if (from >= due) break;
    due += Math.max(0, to - Math.max(from, begun));
  }
  const short = due - 2 * history.clockErrorMs - last.deadline;
  if (short <= 1) return [];
  const what = `${commit.msgId} came ${short} ms before its turn was over, but for an outage`;
  return [{ rule: "H-h", what }];
}
