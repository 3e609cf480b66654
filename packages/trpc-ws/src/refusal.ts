import { TRPCError } from "@trpc/server";

export type RefusalReason =
  | "payload_too_large"
  | "batch_too_large"
  | "too_many_in_flight"
  | "too_many_subscriptions"
  | "rate_limited"
  | "malformed";

const CODES = {
  payload_too_large: "PAYLOAD_TOO_LARGE",
  batch_too_large: "BAD_REQUEST",
  too_many_in_flight: "TOO_MANY_REQUESTS",
  too_many_subscriptions: "TOO_MANY_REQUESTS",
  rate_limited: "TOO_MANY_REQUESTS",
  malformed: "PARSE_ERROR",
} as const;

/** The `cause` of every error the adapter itself makes, for the router's errorFormatter to tell apart. */
export class SocketRefusal extends Error {
  override readonly name = "SocketRefusal";

  constructor(
    readonly reason: RefusalReason,
    message: string,
    /** Null: waiting does not help, or nobody knows for how long. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
  }
}

/** The tRPC error that tells a client why the adapter did not run its request. */
export function refusal(reason: RefusalReason, message: string, retryAfterMs: number | null = null): TRPCError {
  return new TRPCError({ code: CODES[reason], message, cause: new SocketRefusal(reason, message, retryAfterMs) });
}
