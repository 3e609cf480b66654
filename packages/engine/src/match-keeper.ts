/** The port to storage for those who run a server: to audit what is stored, and to let go of what is old. */
import type { MatchStatus } from "./commit.js";
import type { MatchResult } from "./match-store.js";

/** What is stored of a match beside its row, its seats and its log. */
export interface MatchHistory {
  /** When play began, as the row says; null while it has not. */
  readonly startedAt: number | null;
  /** What the match left in history; null while it is not over. */
  readonly result: (MatchResult & { readonly version: number }) | null;
}

/** Matches to let go of: those that ended at or before a time, epoch milliseconds, as many as one small batch may have. */
export interface RemoveOptions {
  readonly endedBefore: number;
  readonly maxMatches: number;
  readonly maxCommits: number;
}
export interface Removed {
  readonly matches: number;
  readonly commits: number;
  readonly bytes: number;
}

export interface StorageUsage {
  /** What the database takes on its disk. It does not shrink when something is removed. */
  readonly databaseBytes: number;
  /** What of it is in use, estimated, indexes included. */
  readonly liveBytes: number;
  /** The rows' part of that. */
  readonly rowBytes: number;
}
/** What is stored, counted: reads every match's row. */
export interface StorageCounts {
  readonly matches: Readonly<Record<MatchStatus, number>>;
  readonly commits: number;
}

/** One kind of call since this node began. Durations to within half of themselves, and never too good. */
export interface CallStats {
  readonly calls: number;
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
}
export interface StoreStats {
  /** Commits sent to the log, from the queue to the answer, and what became of them. */
  readonly writes: CallStats & {
    readonly appended: number;
    readonly duplicate: number;
    readonly lost: number;
    readonly refused: number;
  };
  /** Matches read from the log into memory. */
  readonly restores: CallStats;
}

export interface MatchKeeper {
  /** Ids of stored matches after this one, ascending; from the first when there is none. */
  matchIds(after: string | null, limit: number): Promise<readonly string[]>;
  historyOf(matchId: string): Promise<MatchHistory | null>;
  /** What a finished match left in history, also when the match itself is gone. */
  resultOf(matchId: string): Promise<MatchHistory["result"]>;
  /** Removes the oldest finished matches whole, but for their results; never one that is not over. */
  removeFinished(options: RemoveOptions): Promise<Removed>;
  usage(): Promise<StorageUsage>;
  counts(): Promise<StorageCounts>;
  stats(): StoreStats;
  /** Makes the space of what was removed usable again, where nothing else does. */
  reclaim(): Promise<void>;
  /** What rules of this match (or of a game, by its name) did to nodes is forgotten. @returns how much there was. */
  forgetStalls(subject: string): Promise<number>;
}
