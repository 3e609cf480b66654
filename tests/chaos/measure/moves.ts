/** What became of the moves: counted from the record and the log, apart from the checker's own judgement. */
import type { MatchLog } from "../../simulation/checker/history.js";
import type { TracedOperation } from "../history/read-records.js";
import { AFTERMATH_MS, type Happened } from "../schedule/plan.js";

export interface MoveCount {
  readonly asked: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** No answer before the end, or none in time. */
  readonly unanswered: number;
  /** Acknowledged, and in no log that may not have lost it. */
  readonly lost: number;
  /** Acknowledged, and left behind by a replica that lagged: that may be lost, but not in silence. */
  readonly takenBack: number;
  /** In the log more than once. */
  readonly duplicated: number;
  /** Refused, and in the log all the same. */
  readonly falselyRefused: number;
  /** Asked for again and answered with the first receipt. */
  readonly repeated: number;
}

export function countMoves(operations: readonly TracedOperation[], logs: readonly MatchLog[]): MoveCount {
  const rows = new Map<string, number>();
  for (const { commit } of logs.flatMap(({ commits }) => commits)) {
    const key = `${commit.actorId}/${commit.msgId}`;
    rows.set(key, (rows.get(key) ?? 0) + 1);
  }
  const moves = operations.filter(({ kind }) => kind === "move");
  const times = ({ actorId, msgId }: TracedOperation) => rows.get(`${actorId}/${msgId}`) ?? 0;
  const accepted = moves.filter(({ outcome }) => outcome.kind === "accepted");
  const missing = accepted.filter((op) => times(op) === 0);
  const isLeftBehind = leftBehind(logs);
  const refused = moves.filter(({ outcome }) => outcome.kind === "refused");
  return {
    asked: moves.length,
    acknowledged: accepted.length,
    refused: refused.length,
    unanswered: moves.length - accepted.length - refused.length,
    lost: missing.filter((op) => !isLeftBehind(op)).length,
    takenBack: missing.filter(isLeftBehind).length,
    duplicated: moves.filter((op) => times(op) > 1).length,
    falselyRefused: refused.filter((op) => times(op) > 0).length,
    repeated: accepted.filter(({ outcome }) => outcome.kind === "accepted" && outcome.duplicate).length,
  };
}

function leftBehind(logs: readonly MatchLog[]): (op: TracedOperation) => boolean {
  const former = logs.flatMap(({ earlier = [] }) => earlier.filter(({ isSafe }) => isSafe !== true));
  const rows = former.flatMap(({ commits }) => commits.map(({ commit }) => `${commit.actorId}/${commit.msgId}`));
  const known = new Set(rows);
  return ({ actorId, msgId }) => known.has(`${actorId}/${msgId}`);
}

/** How long moves took to be acknowledged: those that were under way in one of these times. */
export function acknowledgedDuring(operations: readonly TracedOperation[], times: readonly Happened[]): number[] {
  return operations.flatMap(({ kind, outcome, invokedAt, returnedAt }) => {
    if (kind !== "move" || outcome.kind !== "accepted" || returnedAt === null) return [];
    return times.some(({ from, to }) => invokedAt <= to && returnedAt >= from) ? [returnedAt - invokedAt] : [];
  });
}

/** The same for moves made in peace. */
export function acknowledgedInPeace(operations: readonly TracedOperation[], journal: readonly Happened[]): number[] {
  const disturbed = journal.map((one) => ({ ...one, to: one.to + AFTERMATH_MS }));
  return operations.flatMap(({ kind, outcome, invokedAt, returnedAt }) => {
    if (kind !== "move" || outcome.kind !== "accepted" || returnedAt === null) return [];
    return disturbed.some(({ from, to }) => invokedAt <= to && returnedAt >= from) ? [] : [returnedAt - invokedAt];
  });
}

/** For each move that waited when one of these ended: milliseconds from that end to its acknowledgement. */
export function acknowledgedAfter(operations: readonly TracedOperation[], times: readonly Happened[]): number[] {
  return times.flatMap(({ from, to }) =>
    operations.flatMap(({ kind, outcome, invokedAt, returnedAt }) => {
      if (kind !== "move" || outcome.kind !== "accepted" || returnedAt === null) return [];
      return invokedAt >= from && invokedAt <= to && returnedAt >= to ? [returnedAt - to] : [];
    }),
  );
}
