/**
 * H-c: real time. Of two accepted requests, one answered before the other was made, the first has the lower version:
 * since versions are the order, this is linearizability. And nothing is answered before it is stored.
 */
import type { StoredCommit } from "@holdfast/engine";
import type { History, Operation, Violation } from "./history.js";
import { keyOf, type ReadMatch } from "./logs.js";

interface Answered {
  readonly op: Operation;
  readonly row: StoredCommit;
  readonly returnedAt: number;
}

export function checkOrder(history: History, matches: ReadonlyMap<string, ReadMatch>): readonly Violation[] {
  const rows = new Map([...matches.values()].flatMap(({ byMsgId }) => [...byMsgId]));
  const byMatch = new Map<string, Answered[]>();
  for (const op of history.operations) {
    const row = rows.get(keyOf(op.actorId, op.msgId));
    if (op.outcome.kind !== "accepted" || op.returnedAt === null || row === undefined) continue;
    if (cameAgain(op, row, matches.get(row.commit.matchId))) continue;
    const list = byMatch.get(row.commit.matchId) ?? [];
    byMatch.set(row.commit.matchId, [...list, { op, row, returnedAt: op.returnedAt }]);
  }
  return [...byMatch.values()].flatMap((answered) => [...tooEarly(answered), ...turnedRound(answered)]);
}

/** It was answered, lost with the log's tail, and another copy of the request was carried out: of that nobody was answered. */
function cameAgain({ actorId, msgId, returnedAt }: Operation, row: StoredCommit, read: ReadMatch | undefined): boolean {
  if (read === undefined || returnedAt === null || row.at <= returnedAt) return false;
  const key = keyOf(actorId, msgId);
  return [...read.byEpoch.values()].some(
    ({ byMsgId }) => (byMsgId.get(key)?.at ?? Number.POSITIVE_INFINITY) <= returnedAt,
  );
}

function tooEarly(answered: readonly Answered[]): readonly Violation[] {
  return answered
    .filter(({ row, returnedAt }) => row.at > returnedAt)
    .map(({ op, row }) => ({
      rule: "H-c",
      what: `${op.msgId} was accepted ${row.at - (op.returnedAt ?? 0)} ms before version ${row.commit.version} was stored`,
    }));
}

/** By time of asking, with the highest version answered so far: one pass over each list. */
function turnedRound(answered: readonly Answered[]): readonly Violation[] {
  const asked = answered.toSorted((a, b) => a.op.invokedAt - b.op.invokedAt);
  const returned = answered.toSorted((a, b) => a.returnedAt - b.returnedAt);
  const violations: Violation[] = [];
  let highest: Answered | null = null;
  let next = 0;
  for (const one of asked) {
    for (let done = returned[next]; done && done.returnedAt < one.op.invokedAt; done = returned[next]) {
      if (highest === null || done.row.commit.version > highest.row.commit.version) highest = done;
      next += 1;
    }
    if (highest === null || highest.row.commit.version < one.row.commit.version) continue;
    const [a, b] = [highest.row.commit.version, one.row.commit.version];
    violations.push({ rule: "H-c", what: `version ${a} was answered before version ${b} was asked for` });
  }
  return violations;
}
