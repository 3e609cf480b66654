/**
 * Sends one request again and again, unchanged, until the server gives a definite answer. Every mutation carries
 * its msgId, so however often it arrives it happens once.
 */
import type { Rejection, Result } from "@holdfast/engine";
import type { Link } from "./link.js";
import { HoldfastError, LostError } from "./errors.js";
import type { Ports } from "./ports.js";
import { pause } from "./waiting.js";
import { fields, type Request } from "./wire.js";

/** A server that lives but does not answer is left after this, the first time; twice as long each time after. */
const PATIENCE_MS = 4_800;
/** The wait after an answer `retry`: doubles from the first to the last, with jitter. */
const RETRY_FIRST_MS = 250;
const RETRY_LAST_MS = 1_000;

export interface Asking {
  readonly link: Link;
  readonly ports: Pick<Ports, "clock" | "random">;
  /** Stops asking; the promise then rejects with its reason. */
  readonly signal: AbortSignal;
  /** Resolves when the request may be sent, or with an answer that makes sending it unnecessary. */
  readonly ready: () => Promise<Result<unknown> | null>;
  /** Runs just before each time the request is sent. */
  readonly sending?: () => void;
  /** The server could not do it for now: it will be asked again. */
  readonly trouble?: (rejection: Rejection) => void;
}

/** The server's definite answer: a value, or a rejection that asking again would not change. */
export async function ask(request: Request, how: Asking): Promise<Result<unknown>> {
  let patienceMs = PATIENCE_MS;
  let reauthenticated = false;
  for (let refusals = 0; ; ) {
    const known = await how.ready();
    if (known !== null) return known;
    // Between being ready and this moment nobody may have been told that it was not sent.
    how.signal.throwIfAborted();
    how.sending?.();
    const answer = await attempt(how.link, request, patienceMs);
    const mayReauthenticate = !reauthenticated && !how.signal.aborted;
    if (answer !== null && isDefinite(answer, mayReauthenticate)) return answer;
    // An answer counts even if nobody waits for it any more; without one there is nothing left to do.
    how.signal.throwIfAborted();
    if (answer === null || answer.ok) {
      patienceMs *= 2;
    } else if (answer.rejection.recovery === "reauthenticate") {
      reauthenticated = true;
      if (!how.link.reauthenticate()) return answer;
    } else {
      how.trouble?.(answer.rejection);
      await pause(how.ports.clock, retryMs(answer.rejection, refusals, how.ports.random.unit()), how.signal);
      refusals += 1;
    }
  }
}

function isDefinite(answer: Result<unknown>, mayReauthenticate: boolean): boolean {
  if (answer.ok) return true;
  const { recovery } = answer.rejection;
  return recovery !== "retry" && !(recovery === "reauthenticate" && mayReauthenticate);
}

/** Null: the connection was lost before the answer. */
async function attempt(link: Link, request: Request, patienceMs: number): Promise<Result<unknown> | null> {
  try {
    const value = await link.request(request, patienceMs);
    return request.kind === "mutation" ? replyIn(value) : { ok: true, value };
  } catch (error) {
    if (error instanceof LostError) return null;
    if (error instanceof HoldfastError) return { ok: false, rejection: error.rejection };
    throw error;
  }
}

/** Mutations answer `{ ok, … }`; one that does not is taken at its value. */
function replyIn(value: unknown): Result<unknown> {
  const { ok } = fields(value);
  return typeof ok === "boolean" ? (value as Result<unknown>) : { ok: true, value };
}

function retryMs(rejection: Rejection, refusals: number, unit: number): number {
  const window = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** Math.min(refusals, 10));
  return Math.max(rejection.retryAfterMs ?? 0, window * (0.5 + unit / 2));
}
