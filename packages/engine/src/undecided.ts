/** Refusals that say nothing of what becomes of a request. Used by the server, which does not remember them, and by clients. */
import type { Rejection } from "./result.js";

/**
 * A move was made for a version that there is not: not yet, or not any more. That is true until there is one, and another copy
 * of the request may find it. So it is no answer to the move: it is not remembered, and whoever is told it knows nothing yet.
 */
export function isUndecided({ code, reason }: Pick<Rejection, "code" | "reason">): boolean {
  return code === "desync" && reason === "version_ahead";
}
