/**
 * The port to storage: what any store of matches must promise. Types only; `@holdfast/db` implements it
 * for Postgres and PGlite, and one contract suite holds both to it.
 */
import type { Commit, MatchFacts, MatchHead, MatchState, MatchStatus } from "./commit.js";
import type { Outcome } from "./game.js";
import type { Heartbeat, HeartbeatAnswer } from "./heartbeat.js";
import type { Json } from "./json.js";
import type { Seat } from "./seat.js";
import type { StoredSettings } from "./settings-store.js";

export interface NewMatch {
  readonly facts: MatchFacts;
  readonly seed: string;
  readonly code: string;
  readonly watchKey: string;
  readonly visibility: "private" | "public";
  readonly creatorId: string;
  /** The creator's msgId; (creatorId, msgId) is unique, so a repeated create finds the first match. */
  readonly createMsgId: string;
  readonly createPayloadHash: string;
  readonly head: MatchHead;
}
export type CreateOutcome =
  | { readonly status: "created" }
  | { readonly status: "code_taken" }
  | { readonly status: "duplicate"; readonly matchId: string; readonly payloadHash: string };

/** Everything a node needs to host a match; `head` is replayed from the snapshot and verified by the caller. */
export interface StoredMatch {
  readonly facts: MatchFacts;
  readonly seed: string;
  readonly code: string | null;
  readonly watchKey: string;
  readonly visibility: "private" | "public";
  /** The life of the log that this was read from; a higher one has begun where the log was taken back. */
  readonly epoch: number;
  /** The newest snapshot; `tail` are the commits after it, in order, up to the head. */
  readonly snapshot: MatchHead;
  readonly tail: readonly Commit[];
  readonly headRow: HeadRow;
  /** How those who are seated are called, by player id, as far as that is stored. No part of the log. */
  readonly names: ReadonlyMap<string, string>;
  /** What is set for it while servers run, read at the same moment; absent: nothing. No part of the log either. */
  readonly settings?: StoredSettings;
  readonly created: Pick<NewMatch, "creatorId" | "createMsgId" | "createPayloadHash">;
  /** `sealOf` the match as it was created; null for one that is older than seals. */
  readonly seal: string | null;
}

/** What the row of a match says of its head, for those who do not read the log. It must say what the log says. */
export interface HeadRow {
  readonly version: number;
  readonly hash: string;
  readonly status: MatchStatus;
  readonly deadline: number | null;
  readonly toMove: readonly Seat[];
  readonly outcome: Outcome | null;
  readonly endedAt: number | null;
  /** Player id by seat, as the seats are stored. */
  readonly holders: readonly (string | null)[];
}

/** How far a match's log has come. */
export interface HeadLine {
  readonly epoch: number;
  readonly version: number;
  readonly hash: string;
}

/** One commit to append, with what the head row must say once it is in. */
export interface AppendEntry {
  readonly epoch: number;
  readonly commit: Commit;
  readonly status: MatchStatus;
  readonly deadline: number | null;
  readonly toMove: readonly Seat[];
  readonly outcome: Outcome | null;
  /** Present on every Nth version and at the end: the state to store as the snapshot. */
  readonly snapshot: MatchState | null;
  /** A join or a leave: which seat's holder changes to whom, in the same statement as the commit. */
  readonly seating: { readonly seat: Seat; readonly playerId: string | null } | null;
}

/**
 * - `appended`: in the log, and durable if the store is. `at` is the database's clock, epoch milliseconds.
 * - `duplicate`: a commit with this (actorId, msgId) is in the log, put there by an earlier attempt,
 *   perhaps our own whose answer was lost; nothing new was written.
 * - `lost`: the head is not the parent any more: read on and decide again.
 * - `refused`: the row itself cannot be stored (a data error), its batch-mates were not affected.
 * Trouble reaching the database is thrown as `StorageUnavailable`; the commit may be in the log then,
 * and a retry with the same msgId finds out.
 */
export type AppendOutcome =
  | { readonly status: "appended"; readonly at: number }
  | { readonly status: "duplicate"; readonly commit: Commit; readonly at: number }
  | { readonly status: "lost" }
  | { readonly status: "refused"; readonly reason: string };

/** A stored commit with the time the database gave it. */
export interface StoredCommit {
  readonly commit: Commit;
  readonly at: number;
}

/** One that was read, and the epoch the match was in then: what was read is of the log of that epoch. */
export interface ReadCommit extends StoredCommit {
  readonly epoch: number;
}

export interface MatchRow {
  readonly matchId: string;
  readonly code: string | null;
  readonly watchKey: string;
  readonly gameId: string;
  readonly status: MatchStatus;
  readonly visibility: "private" | "public";
  readonly hostId: string | null;
  readonly epoch: number;
  readonly version: number;
  readonly toMove: readonly Seat[];
  readonly deadline: number | null;
  readonly outcome: Outcome | null;
  readonly createdAt: number;
  /** When play began and when it ended; null: not yet, or never. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly updatedAt: number;
  readonly seats: readonly { readonly seat: Seat; readonly playerId: string | null; readonly name: string | null }[];
}

/** A match whose deadline is over. */
export interface DueMatch {
  readonly matchId: string;
  readonly deadline: number;
}
export interface SeatKey {
  readonly matchId: string;
  readonly seat: Seat;
}
export interface SeatSession extends SeatKey {
  readonly playerId: string | null;
  readonly sessionNo: number;
}
export interface RulesInPlay {
  readonly gameId: string;
  readonly rulesVersion: number;
  readonly matches: number;
  /** Some of them, the newest first. */
  readonly examples: readonly string[];
}

export interface PlayerRow {
  readonly playerId: string;
  readonly name: string;
}

/** Whether storage answers: `up`, or since when it does not, epoch milliseconds. */
export type StorageState = "up" | { readonly awaySince: number };

/** What a node knows of its storage as a whole: the one fact that frames, clocks, presence and `/readyz` go by. */
export interface StorageHealth {
  readonly state: StorageState;
  /** Runs after each change of `state`; the answer stops it. */
  onChange(listener: (state: StorageState) => void): () => void;
}

export interface MatchStore {
  readonly health: StorageHealth;
  /** Whether what was appended outlives this process. */
  readonly isDurable: boolean;
  createMatch(match: NewMatch): Promise<CreateOutcome>;
  /** The match that an earlier create of this msgId made; null when there is none. */
  findCreated(
    creatorId: string,
    msgId: string,
  ): Promise<{ readonly matchId: string; readonly payloadHash: string } | null>;
  /**
   * Concurrent calls for different matches are grouped into one statement; never two at once for one match. Tried for
   * at most `giveUpAfterMs`, through an outage too; every other call fails at once while storage is away.
   */
  append(entry: AppendEntry, giveUpAfterMs?: number): Promise<AppendOutcome>;
  loadMatch(matchId: string): Promise<StoredMatch | null>;
  /** Commits with `after < version`, in order, at most `limit`. */
  readCommits(matchId: string, after: number, limit: number): Promise<readonly ReadCommit[]>;
  findCommit(matchId: string, actorId: string, msgId: string): Promise<StoredCommit | null>;
  /** How far each known match is, in one query: anti-entropy. */
  versionsOf(matchIds: readonly string[]): Promise<ReadonlyMap<string, HeadLine>>;
  /**
   * The epoch in which this match is, for somebody who was told this head of it. Where the log was taken back and does
   * not have that head any more, a new epoch is begun, once, however many ask. Null when there is no such match.
   */
  epochFor(matchId: string, told: HeadLine): Promise<number | null>;
  findMatch(by: { matchId: string } | { code: string } | { watchKey: string }): Promise<MatchRow | null>;
  /** Matches in which the player holds a seat or that the player hosts, newest first; finished ones too if asked. */
  matchesOf(playerId: string, opts: { finished: boolean; limit: number }): Promise<readonly MatchRow[]>;
  /** Public matches, newest first. Private ones are never listed. */
  publicMatches(opts: { status: "open" | "playing"; limit: number }): Promise<readonly MatchRow[]>;
  /**
   * Matches, whoever has them in memory, whose deadline is at or before `at`: the earliest first, and at most `limit` are
   * looked at. Each is hidden from other claimers for `leaseMs` and comes back if its deadline is still over then.
   */
  claimOverdue(claim: {
    readonly at: number;
    readonly leaseMs: number;
    readonly limit: number;
  }): Promise<readonly DueMatch[]>;
  /** Counts the sessions of a seat: the newest number is the one that holds it. Null if the player has no such seat. */
  claimSeat(matchId: string, seat: Seat, playerId: string): Promise<number | null>;
  /** How those seats stand, as far as there are such seats: who holds each, and the number of the newest session. */
  sessionsOf(seats: readonly SeatKey[]): Promise<readonly SeatSession[]>;
  /** The rules that matches which are not over were begun with. */
  rulesInPlay(): Promise<readonly RulesInPlay[]>;
  putPlayer(player: PlayerRow): Promise<void>;
  players(playerIds: readonly string[]): Promise<ReadonlyMap<string, PlayerRow>>;
  /**
   * Says that this node serves. The first to beat after all nodes were silent for longer than `gapMs` keeps that as an
   * outage, once, however many beat at that moment; what is answered contains every outage that ended before `at`.
   */
  beat(heartbeat: Heartbeat): Promise<HeartbeatAnswer>;
  /** One cheap round trip: is the store there? */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Storage could not answer. Nothing is known about an append in flight; retry with the same msgId. */
export class StorageUnavailable extends Error {
  constructor(
    readonly retryAfterMs: number,
    options?: { cause?: unknown },
  ) {
    super("storage is not available", options);
    this.name = "StorageUnavailable";
  }
}

/** What a finished match leaves in history, as `match_results` keeps it. */
export interface MatchResult {
  readonly matchId: string;
  readonly gameId: string;
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly players: Json;
}
