/**
 * What administrators do to a match, folded into its state: an outcome that somebody decided, and play taken back to
 * an earlier version. And what everybody is told of it: who did what, and why.
 */
import { ADMIN } from "./command.js";
import type { Commit, MatchState } from "./commit.js";
import type { Outcome } from "./game.js";
import type { Json } from "./json.js";
import type { Seat } from "./seat.js";
import { sha256Hex } from "./hashing.js";

/** What the platform did to a match, for everybody in it to read. */
export interface Notice {
  readonly kind: "pause" | "resume" | "resolve" | "abort" | "rollback";
  readonly by: "admin" | "system";
  readonly reason: string;
  /** A rollback: the version whose state holds again. */
  readonly to?: number;
  /** A rollback of an end: SHA-256 of the salt that is part of every later draw; the salt is told at the next end. */
  readonly commitment?: string;
}

/** The notice of a commit that is one of the platform's own; null for everything that is the players'. */
export function noticeOf(commit: Pick<Commit, "kind" | "actorId" | "payload">): Notice | null {
  const { kind, actorId, payload } = commit;
  const by = actorId === ADMIN ? "admin" : "system";
  switch (kind) {
    case "pause":
    case "resume":
    case "abort":
    case "resolve":
      return { kind, by, reason: reasonOf(payload) };
    case "rollback": {
      const { to, salt } = rollbackOf(payload);
      return { kind, by, reason: reasonOf(payload), to, ...(salt === null ? {} : { commitment: sha256Hex(salt) }) };
    }
    default:
      return null;
  }
}

/** The reason in a payload that is one, or has one. */
export function reasonOf(payload: Json): string {
  if (typeof payload === "string") return payload;
  const { reason } = fieldsOf(payload);
  return typeof reason === "string" ? reason : "";
}

export interface Resolution {
  readonly winners: readonly Seat[];
  readonly scores: readonly number[] | null;
}
export function resolutionOf(payload: Json): Resolution {
  const { winners, scores } = fieldsOf(payload);
  return { winners: numbersIn(winners), scores: Array.isArray(scores) ? numbersIn(scores) : null };
}

export interface Rollback {
  readonly to: number;
  readonly salt: string | null;
  readonly restored: MatchState;
}
/** The commit's hash covers it and the decision checked it: what is in a log is a state. */
export function rollbackOf(payload: Json): Rollback {
  const { to, salt, restored } = fieldsOf(payload);
  return {
    to: typeof to === "number" ? to : -1,
    salt: typeof salt === "string" ? salt : null,
    restored: restored as unknown as MatchState,
  };
}

/** The outcome that somebody decided. */
export function decidedOutcome({ winners, scores }: Resolution, seatCount: number): Outcome {
  return { status: "finished", winners, scores: scores ?? new Array<number>(seatCount).fill(0), reason: "resolved" };
}

function fieldsOf(payload: Json): { readonly [key: string]: Json } {
  return typeof payload === "object" && payload !== null && !Array.isArray(payload)
    ? (payload as { readonly [key: string]: Json })
    : {};
}

function numbersIn(list: Json | undefined): readonly number[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === "number") : [];
}
