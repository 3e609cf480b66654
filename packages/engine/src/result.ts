import { wordsFor } from "./reason-words.js";

/** The closed list of refusal codes a client can meet. A new one is a protocol change. */
export const REJECTION_CODES = [
  "unauthorized",
  "join_failed",
  "superseded",
  "invalid_turn",
  "invalid_card",
  "invalid_bid",
  "invalid_action",
  "forbidden",
  "desync",
  "game_unavailable",
  "routing_failed",
  "not_found",
  "seat_taken",
  "game_over",
  "match_paused",
  "stale_version",
  "msg_id_reused",
  "rate_limited",
  "invalid_message",
  "storage_unavailable",
  "token_expired",
  "slow_consumer",
  "rules_error",
  "internal",
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

/** What the receiver of a rejection can do about it; `retry` means the same msgId again. */
export const RECOVERIES = ["retry", "resync", "reauthenticate", "wait", "fix_input", "none"] as const;
export type Recovery = (typeof RECOVERIES)[number];

/** An expected refusal: nothing changed. `reason` is stable snake_case; `message` is one sentence for a person. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly reason: string;
  readonly recovery: Recovery;
  readonly message: string;
  readonly retryAfterMs?: number;
}

export type Result<T, E = Rejection> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly rejection: E };

const RECOVERY_OF: Readonly<Record<RejectionCode, Recovery>> = {
  unauthorized: "reauthenticate",
  join_failed: "none",
  superseded: "none",
  invalid_turn: "fix_input",
  invalid_card: "fix_input",
  invalid_bid: "fix_input",
  invalid_action: "fix_input",
  forbidden: "none",
  desync: "resync",
  game_unavailable: "wait",
  routing_failed: "retry",
  not_found: "none",
  seat_taken: "fix_input",
  game_over: "none",
  match_paused: "wait",
  stale_version: "resync",
  msg_id_reused: "none",
  rate_limited: "wait",
  invalid_message: "fix_input",
  storage_unavailable: "retry",
  token_expired: "reauthenticate",
  slow_consumer: "resync",
  rules_error: "none",
  internal: "retry",
};

/** Builds a rejection with the recovery its code carries; the reason has words of its own when no sentence is given. */
// oxlint-disable-next-line max-params -- used with two arguments nearly everywhere
export function rejection(
  code: RejectionCode,
  reason: string,
  message: string = wordsFor(reason),
  extra: { readonly recovery?: Recovery; readonly retryAfterMs?: number } = {},
): Rejection {
  return { code, reason, recovery: RECOVERY_OF[code], message, ...extra };
}

/** A refused result. */
export function reject(code: RejectionCode, reason: string, message?: string): Result<never> {
  return { ok: false, rejection: rejection(code, reason, message) };
}

/** An accepted result. */
export function accept<T>(value: T): Result<T, never> {
  return { ok: true, value };
}
