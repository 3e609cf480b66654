/** One row of the simulated table of matches, with its seats and its log. */
import type { HeadRow, MatchStatus, NewMatch, Outcome, Seat, StoredCommit } from "@holdfast/engine";

export interface SeatRow {
  playerId: string | null;
  sessionNo: number;
}
export interface MatchTable extends Columns {
  readonly created: NewMatch;
  epoch: number;
  readonly log: StoredCommit[];
  readonly byMsgId: Map<string, StoredCommit>;
  /** How it stood before each commit. */
  readonly past: Columns[];
  /** What the log had of each epoch that was ended by its being taken back. */
  readonly earlier: { readonly epoch: number; readonly commits: readonly StoredCommit[] }[];
}
/** What commits change. */
export interface Columns {
  code: string | null;
  version: number;
  headHash: string;
  status: MatchStatus;
  deadline: number | null;
  checkAt: number | null;
  toMove: readonly Seat[];
  outcome: Outcome | null;
  snapshotText: string;
  snapshotVersion: number;
  snapshotHash: string;
  startedAt: number | null;
  updatedAt: number;
  seats: SeatRow[];
}
export function headRowOf({
  version,
  headHash: hash,
  status,
  deadline,
  toMove,
  outcome,
  log,
  seats,
}: MatchTable): HeadRow {
  const endedAt = outcome === null ? null : (log.at(-1)?.commit.receivedAt ?? null);
  return { version, hash, status, deadline, toMove, outcome, endedAt, holders: seats.map(({ playerId }) => playerId) };
}

export function tableOf(match: NewMatch, now: number): MatchTable {
  const { head } = match;
  return {
    // As text and back: what is stored shares nothing with what was given.
    created: JSON.parse(JSON.stringify(match)) as NewMatch,
    code: match.code,
    epoch: 1,
    version: head.version,
    headHash: head.hash,
    status: head.state.status,
    deadline: head.state.deadline,
    checkAt: head.state.deadline,
    toMove: head.state.toMove,
    outcome: head.state.outcome,
    snapshotText: JSON.stringify(head.state),
    snapshotVersion: head.version,
    snapshotHash: head.hash,
    startedAt: null,
    updatedAt: now,
    seats: head.state.seats.map((playerId) => ({ playerId, sessionNo: 0 })),
    log: [],
    byMsgId: new Map(),
    past: [],
    earlier: [],
  };
}

export function columnsOf({
  created: _c,
  epoch: _e,
  log: _l,
  byMsgId: _b,
  past: _p,
  earlier: _a,
  ...columns
}: MatchTable): Columns {
  return { ...columns, seats: columns.seats.map((seat) => ({ ...seat })) };
}
