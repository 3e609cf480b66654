/**
 * The ports of the server: everything a use-case reaches beyond its arguments. Implementations are chosen
 * once, in `main.ts`; nothing else constructs one. Storage's port is `MatchStore` in `@holdfast/engine`.
 */
import type { MatchStore, Rejection, Seat } from "@holdfast/engine";

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `task` after `ms`; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
}

export interface Randomness {
  /** Cryptographically strong bytes. */
  bytes(count: number): Uint8Array;
  uuid(): string;
}

/** What became of a msgId, as the fast path remembers it (accepted moves are in the log for ever besides). */
export type RememberedOutcome =
  | { readonly ok: true; readonly version: number; readonly at: number }
  | { readonly ok: false; readonly rejection: Rejection };
export interface Remembered {
  readonly payloadHash: string;
  readonly outcome: RememberedOutcome;
}

export interface Dedupe {
  /** How long an outcome is kept. */
  readonly windowMs: number;
  /**
   * The stored outcome of this player's msgId, or null: unknown, expired, or the coordination store is away.
   * `isUnlikely`: nobody has heard of one, and whoever asks waits for a store that is slow no longer than for a quick one.
   */
  recall(playerId: string, msgId: string, isUnlikely?: boolean): Promise<Remembered | null>;
  /** Keeps an outcome for the dedupe window. The first one stored for a msgId stays. Never throws. */
  remember(playerId: string, msgId: string, remembered: Remembered): Promise<void>;
}

/** A seat's connections as all nodes together know them. */
export interface SeatPresence {
  readonly seat: Seat;
  readonly playerId: string;
  readonly here: boolean;
  /** When the last connection went away, epoch milliseconds; null while here. */
  readonly awaySince: number | null;
}
export interface MatchPresence {
  readonly seats: readonly SeatPresence[];
  readonly spectators: number;
}

/** How long an arrival on the presence board counts without being renewed. */
export const PRESENCE_LEASE_MS = 15_000;

export interface PresenceBoard {
  /**
   * Somebody is at a seat. Called on arrival and again every third of `PRESENCE_LEASE_MS`; a lease not renewed counts as
   * gone. An entry is known by all of node, connection and seat: whoever changes seat departs from the old one.
   * Answers whether it is known to be kept; what is not may be told again, and so with `depart`.
   */
  arrive(matchId: string, who: PresenceEntry): Promise<boolean>;
  /** `leftAt`: when that was, if not now. Who left was here until then, whether the board knew of it or not. */
  depart(matchId: string, who: PresenceEntry, leftAt?: number): Promise<boolean>;
  /**
   * So many only watch a match on this node, whatever it said before; none of them is known by name. Called when that
   * changes and as often as `arrive`, since it counts as long as a lease does. Answers as `arrive`.
   */
  watch(matchId: string, audience: Audience): Promise<boolean>;
  /**
   * Null when the board cannot answer, was lost, or never saw anybody at this match: unknown is never
   * "everyone left". A seat that is not listed is unknown too; only `awaySince` is evidence of absence.
   */
  read(matchId: string): Promise<MatchPresence | null>;
}
export interface PresenceEntry {
  readonly nodeId: string;
  readonly connectionId: string;
  readonly seat: Seat;
  readonly playerId: string;
}
/** How many connections of one node only watch a match. */
export interface Audience {
  readonly nodeId: string;
  readonly size: number;
}

/** Hints between nodes. May be lost, doubled, reordered or forged: a receiver checks against the log. */
export type Wakeup =
  | { readonly kind: "version"; readonly matchId: string; readonly epoch: number; readonly version: number }
  | { readonly kind: "presence"; readonly matchId: string }
  /** Something that is set while servers run was changed, for all of them or for one match. */
  | { readonly kind: "settings" }
  /** Somebody was refused something: what is remembered of that is to be asked for. */
  | { readonly kind: "refused"; readonly matchId: string }
  | {
      readonly kind: "seat";
      readonly matchId: string;
      readonly seat: Seat;
      readonly playerId: string;
      readonly sessionNo: number;
    };
/** What a node follows to hear of what concerns no match in particular. */
export const EVERYWHERE = "server";
/** Under which name a wake-up is followed: its match's id, or `EVERYWHERE`. */
export function topicOf(wakeup: Wakeup): string {
  return wakeup.kind === "settings" ? EVERYWHERE : wakeup.matchId;
}

export interface WakeupBus {
  publish(wakeup: Wakeup): void;
  /** Every wake-up of other nodes and this one for what this node follows. */
  onWakeup(listener: (wakeup: Wakeup) => void): void;
  /**
   * Resolves once wake-ups of this match (or topic) are certain to arrive from now on: read the log after that.
   * While the bus is down it resolves within its bound all the same, and `onGap` runs once the bus is back.
   */
  follow(topic: string): Promise<void>;
  unfollow(topic: string): void;
  /** Runs when the bus is back, or the presence board knows again: everything followed must be read again. */
  onGap(listener: () => void): void;
}

/** How new a state of a match is: the epoch counts before the version. */
export interface StateMark {
  readonly epoch: number;
  readonly version: number;
}

/** Absolute deadlines by key, claimed with a lease; an index only, the truth is in storage. */
export interface Timers {
  /** Enters the deadline of a state, unless one of a newer state is there: a node that stood still changes nothing. */
  set(key: string, dueAt: number, of: StateMark): Promise<void>;
  /** Takes it out because a state has none, unless one of a newer state is there. */
  clear(key: string, of: StateMark): Promise<void>;
  /** Keys due at `now`; each is hidden from other claimers for `leaseMs` and comes back if not cleared. */
  claimDue(now: number, leaseMs: number, limit: number): Promise<readonly string[]>;
}

/** Token buckets by key. */
export interface RateLimits {
  /** 0 when allowed, else milliseconds to wait. Falls back to this node's own count when the store is away. */
  take(key: string, limit: { readonly burst: number; readonly perSecond: number }): Promise<number>;
}

export interface NodeBoard {
  /** Says that this node lives, for `ttlMs`. */
  beat(nodeId: string, ttlMs: number): Promise<void>;
  /** Ids of nodes that live now; null when unknown. */
  live(): Promise<readonly string[] | null>;
}

export interface Coordination {
  readonly dedupe: Dedupe;
  readonly presence: PresenceBoard;
  readonly wakeups: WakeupBus;
  readonly timers: Timers;
  readonly limits: RateLimits;
  readonly nodes: NodeBoard;
  /** Changes when the store was emptied or restarted: timers and presence must then be rebuilt. Null when away. */
  generation(): Promise<string | null>;
  /** @throws when the store does not answer. Nothing else of this port throws. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Structured log lines. Never pass tokens, codes, moves, views or states. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Ports {
  readonly store: MatchStore;
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly random: Randomness;
  readonly log: Log;
}
