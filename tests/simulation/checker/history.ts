/**
 * What happened, as the checker reads it: from a simulated world or from real processes alike. Times are epoch
 * milliseconds on one clock that is right, except for what a commit itself says.
 */
import type { Json, MatchFacts, Rejection, Seat, StoredCommit } from "@holdfast/engine";

export interface History {
  readonly logs: readonly MatchLog[];
  readonly operations: readonly Operation[];
  /** In the order in which they were seen. */
  readonly frames: readonly SeenFrame[];
  readonly events: readonly SeenEvents[];
  /** What clients were told of logs that had been taken back; absent where nobody listened. */
  readonly resets?: readonly SeenReset[];
  /** When a client asked for the newest state, in order. */
  readonly resumes: readonly Resume[];
  /** When a client lost a connection, fell asleep or was closed, in order. */
  readonly losses: readonly Moment[];
  readonly here: readonly Here[];
  /** msgIds whose rows storage was made to refuse. */
  readonly poisoned: ReadonlySet<string>;
  /** What rules were made to throw at, wherever it is asked: state, seat and move, JSON text. Absent: nothing. */
  readonly threwAt?: ReadonlySet<string>;
  /** What nodes complained of, where they never should. */
  readonly alarms: readonly string[];
  /** By how much any clock of a node may have been wrong, milliseconds. */
  readonly clockErrorMs: number;
  /**
   * How long a request may take at most from its arrival at a node to its decision: by the faults of this history. Null:
   * nothing bounds it.
   */
  readonly decidedWithinMs: number | null;
  /** When nobody could play, because everything or what all depend on was away. */
  readonly outages: readonly Injected[];
  /** Shorter ones need not be made good for. */
  readonly uncountedMs: number;
  /** How things stood after the calm at the end; null when there was none. */
  readonly end: Ending | null;
}

/** One match as the log has it at the end. */
export interface MatchLog {
  readonly facts: MatchFacts;
  readonly seed: string;
  readonly epoch: number;
  readonly commits: readonly StoredCommit[];
  /** What the log had in each epoch that was ended by its being taken back, oldest first; absent: it never was. */
  readonly earlier?: readonly EarlierLog[];
}

export interface EarlierLog {
  readonly epoch: number;
  readonly commits: readonly StoredCommit[];
  /** Nothing of it that was acknowledged may be missing today. */
  readonly isSafe?: boolean;
}

export type OperationOutcome =
  /** `version`: null where the client is not told. */
  | { readonly kind: "accepted"; readonly version: number | null; readonly duplicate: boolean }
  | { readonly kind: "refused"; readonly rejection: Pick<Rejection, "code" | "reason" | "recovery"> }
  /** No definite answer: it may be in the log or not. */
  | { readonly kind: "unknown" };

/** One request of a client, with all its retries. */
export interface Operation {
  readonly client: string;
  readonly actorId: string;
  readonly matchId: string | null;
  /** `create`: a match and its first seat; `host`: a match in which one does not play. */
  readonly kind: "create" | "host" | "join" | "leave" | "move" | "resign";
  readonly msgId: string;
  readonly basedOn: number | null;
  /** The move; of a join the seat asked for. */
  readonly payload: Json;
  readonly invokedAt: number;
  readonly returnedAt: number | null;
  /** When it last reached a node before it was answered. */
  readonly arrivedAt: number | null;
  /** When the node that it last reached died or was stopped; null: it never was. Absent where nobody looked. */
  readonly leftAt?: number | null;
  readonly outcome: OperationOutcome;
}

export interface SeenFrame {
  /** `delivered`: it reached the client; `shown`: the client gave it to its application. */
  readonly where: "delivered" | "shown";
  readonly client: string;
  readonly at: number;
  readonly matchId: string;
  readonly epoch: number;
  readonly version: number;
  /** The version it continues from, as the frame says. */
  readonly from: number | null;
  readonly you: { readonly role: "player" | "observer" | "host"; readonly seat: Seat | null };
  /** JSON text. */
  readonly view: string;
}

export interface Moment {
  readonly client: string;
  readonly at: number;
}

export interface Resume extends Moment {
  /** When the answer reached the client; null or absent where that is not known, or there was none. */
  readonly answeredAt?: number | null;
}

/** A client told its application that the log was taken back. */
export interface SeenReset {
  readonly client: string;
  readonly at: number;
  readonly matchId: string;
  readonly epoch: number;
  /** The epoch that was held until then. */
  readonly before: number;
}

/** One version's events, as a client told them to its application. */
export interface SeenEvents {
  readonly client: string;
  readonly matchId: string;
  readonly you: SeenFrame["you"];
  /** Absent where it was not taken down: that of the log at the end. */
  readonly epoch?: number;
  readonly version: number;
  /** JSON text. */
  readonly events: string;
}

/** A time in which a player was truly connected to a living node and followed the match. */
export interface Here {
  readonly playerId: string;
  readonly matchId: string;
  readonly from: number;
  /** Null: to the end. */
  readonly to: number | null;
}

export interface Injected {
  readonly from: number;
  readonly to: number;
}

export interface Ending {
  readonly at: number;
  /** Commits this young need not have reached everybody. */
  readonly slackMs: number;
  /** Clients that should be level, and what they show. */
  readonly clients: readonly {
    readonly client: string;
    readonly matchId: string;
    readonly status: string;
    readonly epoch?: number | null;
    readonly version: number | null;
    /** Who it shows as not there; absent where nobody looked. */
    readonly absent?: readonly string[];
    /** Requests that still have no answer. */
    readonly waiting: number;
  }[];
  /** What nodes have in memory. */
  readonly caches: readonly {
    readonly node: string;
    readonly matchId: string;
    readonly version: number;
    readonly hash: string;
  }[];
}

export interface Violation {
  /** The rule that is broken, by the name it has in the design: `H-a` … `H-j`. */
  readonly rule: string;
  readonly what: string;
}
