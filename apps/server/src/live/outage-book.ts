/** What those who decide about time ask: what is known of outages, and whether that is enough to hold time against anybody. */
import type { Seat, Standstill, UnsaidSeat } from "@holdfast/engine";

/** A stretch in which one node did not serve: this one, or another. */
export interface NodeStandstill extends Standstill {
  readonly isOwn: boolean;
}

export interface OutageBook {
  /** Whether no outage can be hidden from this node. */
  readonly isCurrent: boolean;
  /**
   * Whether besides a beat has left since this moment: it was known then that the server was there. A time that is over
   * is held against somebody only when it is known of its very end, or else the end may have fallen into an outage that
   * has only begun.
   */
  knowsOf(at: number): boolean;
  /** Resolves when it does. @throws StorageUnavailable */
  catchUp(at: number): Promise<void>;
  /** Whether this node's clock may say that somebody's time is up. */
  readonly isClockRight: boolean;
  /** A time that this node's clock told, as storage's would have: the same while the clock is right. */
  corrected(at: number): number;
  /** In which nobody could play and which ended after this, in order. */
  standstillsAfter(at: number): readonly Standstill[];
  /** In which single nodes did not serve and which ended after this, or have not ended yet. */
  nodeStandstillsAfter(at: number): readonly NodeStandstill[];
  /** Takes note of a request for this match that came then; the answer takes note that it has been answered. */
  received(matchId: string, at: number): () => void;
  /**
   * Whether all that any living node received for this match before then has been answered: asked anew where that is
   * not known. Nobody's time is up before. @throws StorageUnavailable
   */
  haveHeardAll(matchId: string, before: number): Promise<boolean>;
  /**
   * Whether besides all living nodes have said since then of whom they could not tell the presence board: nobody's absence
   * is settled before.
   */
  haveAllSaid(at: number): boolean;
  /** From now on every beat says of which seats this node could not tell the presence board. */
  sayUnsaid(unsaid: () => readonly UnsaidSeat[]): void;
  /** Seats of which another node says that somebody may be there, whatever the presence board says. */
  unsaidSeats(matchId: string): readonly Seat[];
  /** Whether an absence counts as one just now. */
  readonly canSeeAbsence: boolean;
  /** Whether all nodes can say who is connected to them. */
  readonly isBoardTrue: boolean;
  /** When a grace of `ms` from then is over: what nobody could use of it does not count. */
  graceEnd(from: number, ms: number): number;
}

/** For those who know of no outages: nothing ever goes wrong. */
export const NO_OUTAGES: OutageBook = {
  isCurrent: true,
  knowsOf: () => true,
  catchUp: async () => {},
  isClockRight: true,
  corrected: (at) => at,
  standstillsAfter: () => [],
  nodeStandstillsAfter: () => [],
  received: () => () => {},
  haveHeardAll: async () => true,
  haveAllSaid: () => true,
  sayUnsaid: () => {},
  unsaidSeats: () => [],
  canSeeAbsence: true,
  isBoardTrue: true,
  graceEnd: (from, ms) => from + ms,
};
