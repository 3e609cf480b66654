/** What the client throws. Refusals of a move are values, not errors; everything else that goes wrong is one of these. */
import type { Rejection } from "@holdfast/engine";

/** The server refused a request, or could not be asked. `rejection` says why and what helps. */
export class HoldfastError extends Error {
  constructor(
    /** The typed reason; `recovery` says what to do about it. */
    readonly rejection: Rejection,
  ) {
    super(rejection.message);
    this.name = "HoldfastError";
  }
}

/**
 * It is not known whether the move is in the log, or will be; it will never be there twice. Do not play it again unasked: what
 * the match shows next says what became of it. Without `rejection` no answer came in time, and the move goes on being sent with
 * the same msgId, now or after the match is resumed.
 */
export class UncertainError extends Error {
  constructor(
    readonly matchId: string,
    /** The id the move keeps for ever. */
    readonly msgId: string,
    /**
     * What the server said last, which does not tell: `desync` (it does not have the version that the move was made for; the
     * move is not sent again), or that it does not let this client in any more.
     */
    readonly rejection: Rejection | null = null,
  ) {
    super(
      rejection?.message ??
        "No answer came in time. It is not known whether the move was accepted; it is kept and will be settled.",
    );
    this.name = "UncertainError";
  }
}

/** The client or the match handle was closed; nothing more is sent. */
export class ClosedError extends Error {
  constructor(what: "client" | "match") {
    super(`This ${what} is closed.`);
    this.name = "ClosedError";
  }
}

/** Internal: the connection ended before an answer came. */
export class LostError extends Error {
  constructor(
    /** The server did not let the connection in, and read nothing of it. Otherwise nobody knows whether the request arrived. */
    readonly isUnread = false,
  ) {
    super("The connection ended before an answer came.");
    this.name = "LostError";
  }
}

/** Internal: what the server says last leaves open whether the request was carried out. */
export class UnsettledError extends Error {
  constructor(readonly rejection: Rejection) {
    super(rejection.message);
    this.name = "UnsettledError";
  }
}
