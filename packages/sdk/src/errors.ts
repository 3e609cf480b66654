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
 * No answer came in time: the move may or may not be in the log. Its entry is kept and goes on being retried
 * with the same msgId, now and after the match is resumed, so it will never happen twice. Do not play it again.
 */
export class UncertainError extends Error {
  constructor(
    readonly matchId: string,
    /** The id the move keeps for ever. */
    readonly msgId: string,
  ) {
    super("No answer came in time. It is not known whether the move was accepted; it is kept and will be settled.");
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

/** Internal: the connection ended before an answer came. Whether the request arrived is unknown. */
export class LostError extends Error {
  constructor() {
    super("The connection ended before an answer came.");
    this.name = "LostError";
  }
}
