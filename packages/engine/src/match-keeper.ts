/** The port to storage for those who run a server: to audit what is stored, and to let go of what is old. */
import type { MatchResult } from "./match-store.js";

/** What is stored of a match beside its row, its seats and its log. */
export interface MatchHistory {
  /** When play began, as the row says; null while it has not. */
  readonly startedAt: number | null;
  /** What the match left in history; null while it is not over. */
  readonly result: (MatchResult & { readonly version: number }) | null;
}

export interface MatchKeeper {
  /** Ids of stored matches after this one, ascending; from the first when there is none. */
  matchIds(after: string | null, limit: number): Promise<readonly string[]>;
  historyOf(matchId: string): Promise<MatchHistory | null>;
  /** What rules of this match (or of a game, by its name) did to nodes is forgotten. @returns how much there was. */
  forgetStalls(subject: string): Promise<number>;
}
