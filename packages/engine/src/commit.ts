/**
 * What the log of a match is made of. A commit is the events of one accepted change, written together;
 * its hash covers everything in it and its parent's hash, so a log cannot be edited unnoticed.
 */
import type { Draw } from "./chance.js";
import type { ClocksKept } from "./clocks.js";
import type { Json } from "./json.js";
import type { Outcome } from "./game.js";
import type { Seat } from "./seat.js";

export const COMMIT_KINDS = [
  "join",
  "leave",
  "move",
  "resign",
  "timeout",
  "absence",
  "abort",
  "pause",
  "resume",
  "resolve",
  "rollback",
  "extend",
  "credit",
] as const;
export type CommitKind = (typeof COMMIT_KINDS)[number];

export interface Commit {
  readonly matchId: string;
  /** Parent's version + 1. The match as created is version 0 and has no commit. */
  readonly version: number;
  readonly kind: CommitKind;
  /** The player (or `system`) whose msgId this is; the pair is unique in a match for ever. */
  readonly actorId: string;
  readonly seat: Seat | null;
  readonly msgId: string;
  /** SHA-256 of kind, payload and basedOn: tells a retry from a reused msgId. */
  readonly payloadHash: string;
  /** What was asked: a join's entropy, the move, an absence's seats, an administrator's reason, time given; null where there is nothing. */
  readonly payload: Json;
  readonly events: readonly Json[];
  readonly draws: readonly Draw[];
  /** Epoch milliseconds at which the server received the request: the `now` the rules saw. */
  readonly receivedAt: number;
  readonly rulesVersion: number;
  readonly parentHash: string;
  readonly stateHash: string;
  readonly hash: string;
}

export const MATCH_STATUSES = ["open", "playing", "paused", "finished", "aborted"] as const;
export type MatchStatus = (typeof MATCH_STATUSES)[number];

/** What a match's state keeps of time besides its deadline. */
export interface TimeKept {
  /** The turn that has had its extension. */
  readonly extended?: string;
  /** By seat: how often in a row its time ran out. Absent when nobody's did. */
  readonly timeouts?: readonly number[];
  readonly clocks?: ClocksKept;
}

/** The whole truth of a match at one version: who sits where, the game's own state, and the platform's part. */
export interface MatchState {
  readonly status: MatchStatus;
  /** Player id by seat; null is an empty seat. */
  readonly seats: readonly (string | null)[];
  /** The game's state; null until every seat is taken. Hidden information: never sent, never logged. */
  readonly game: Json;
  /**
   * By seat: the version at which this seat's standing last changed (it began or ceased to be to move,
   * is to move in a new turn, or committed something itself). A move based on an older version was made
   * in another situation.
   */
  readonly since: readonly number[];
  readonly toMove: readonly Seat[];
  /** The stretch on the clock (see `Timing.turn`) and when somebody's time is up, epoch milliseconds. */
  readonly turn: string | null;
  readonly deadline: number | null;
  readonly outcome: Outcome | null;
  /** Running SHA-256 of the entropy players added when they joined; part of every draw's key. */
  readonly entropy: string;
  /** Play that the platform has stopped. Absent while it goes on, and so in states of before there were pauses. */
  readonly pause?: Pause;
  /** What is kept of time besides the deadline. Absent as long as that is nothing. */
  readonly time?: TimeKept;
  /** Who committed last and when; what a resuming client is told as `lastMove`. */
  readonly last: LastCommit | null;
}
export interface Pause {
  /** Why, for people: an administrator's sentence, or a word of the platform. */
  readonly reason: string;
  readonly since: number;
  /** Who is to move, and what is left of the deadline, as soon as play goes on. */
  readonly toMove: readonly Seat[];
  readonly remainingMs: number | null;
}
export interface LastCommit {
  readonly version: number;
  readonly kind: CommitKind;
  readonly seat: Seat | null;
  readonly at: number;
}

/** Facts of a match that never change after it was created. */
export interface MatchFacts {
  readonly matchId: string;
  readonly gameId: string;
  readonly rulesVersion: number;
  readonly options: Json;
  readonly seatCount: number;
  /** Player id of the host, if the creator hosts without playing. */
  readonly hostId: string | null;
  /** SHA-256 of the seed, published from the start. */
  readonly commitment: string;
  readonly createdAt: number;
}

/** A match at a version: what the next commit is decided on, and fenced by. */
export interface MatchHead {
  readonly version: number;
  /** Hash of the commit at `version`; at 0 the genesis hash of the facts. */
  readonly hash: string;
  readonly state: MatchState;
}
