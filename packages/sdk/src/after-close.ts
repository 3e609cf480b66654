/** What a client makes of the end of its connection: come back, come back with another token, or stay away. */
import type { Rejection } from "@holdfast/engine";
import { CLOSE_CODES } from "@holdfast/protocol/close-codes";
import { fields, localRejection } from "./wire.js";

export interface Close {
  readonly code: number;
  readonly reason: string;
  /** What the server said of the token before it closed, if anything. */
  readonly refusal: Rejection | null;
}
/** `slotMs`: the moment this client was given to come back; null: whenever it likes. */
export type AfterClose =
  | { readonly next: "come back"; readonly slotMs: number | null }
  | { readonly next: "renew the token"; readonly why: Rejection }
  | { readonly next: "stay away"; readonly why: Rejection };

/** Cut for sending too much, without being told how long to stay away: this to twice this. */
const RATE_MS = 2_000;

export const SUPERSEDED: Rejection = localRejection(
  "superseded",
  "newer_connection",
  "This seat is now played from another window or device.",
);
const UNAUTHENTICATED = localRejection("unauthorized", "token_refused", "The server did not accept this token.");
const EXPIRED = localRejection("token_expired", "token_expired", "This token has expired, and there is no newer one.");

/** `unit`: in [0, 1), for those who are not told when. */
export function afterClose({ code, reason, refusal }: Close, unit: () => number): AfterClose {
  if (code === CLOSE_CODES.superseded) return { next: "stay away", why: SUPERSEDED };
  if (code !== CLOSE_CODES.unauthenticated && refusal === null) {
    return { next: "come back", slotMs: slotOf(code, reason, unit) };
  }
  return { next: "renew the token", why: refusal ?? (reason === EXPIRED.reason ? EXPIRED : UNAUTHENTICATED) };
}

/** The server did not let this connection in, so it read nothing that was sent on it; one whose token ran out it did let in. */
export function isShutOut({ code, reason, refusal }: Close): boolean {
  return refusal !== null || (code === CLOSE_CODES.unauthenticated && reason !== EXPIRED.reason);
}

function slotOf(code: number, reason: string, unit: () => number): number | null {
  const slotMs = slotIn(reason);
  return slotMs !== null || code !== CLOSE_CODES.rate ? slotMs : RATE_MS * (1 + unit());
}

/** The n of a close reason `{"reconnectAfterMs":n}`. */
function slotIn(reason: string): number | null {
  try {
    const { reconnectAfterMs } = fields(JSON.parse(reason));
    return typeof reconnectAfterMs === "number" && reconnectAfterMs >= 0 ? reconnectAfterMs : null;
  } catch {
    return null;
  }
}
