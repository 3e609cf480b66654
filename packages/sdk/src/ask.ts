/**
 * Sends one request again and again, unchanged, until the server gives a definite answer. Every mutation carries
 * its msgId, so however often it arrives it happens once.
 */
import { isUndecided, type Rejection, type Result } from "@holdfast/engine";
import type { Link } from "./link.js";
import { HoldfastError, LostError, UnsettledError } from "./errors.js";
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
  /** Asked once it is ready: whether it may have been sent before, by whoever asked then. */
  readonly wasSent?: () => boolean;
  /** Runs just before each time the request is sent. */
  readonly sending?: () => void;
  /** The server could not do it for now: it will be asked again. */
  readonly trouble?: (rejection: Rejection) => void;
}

interface Tries {
  /** An earlier one may have been carried out. */
  mayBeDone: boolean;
  reauthenticated: boolean;
  /** Answers "not now". */
  refusals: number;
  patienceMs: number;
}

/**
 * The server's definite answer: a value, or a rejection that asking again would not change.
 * @throws UnsettledError when the last answer leaves open whether the request was, or will be, carried out
 */
export async function ask(request: Request, how: Asking): Promise<Result<unknown>> {
  const tries: Tries = {
    mayBeDone: how.wasSent?.() === true,
    reauthenticated: false,
    refusals: 0,
    patienceMs: PATIENCE_MS,
  };
  for (;;) {
    const known = await untilReady(how, tries);
    if (known !== null) return known;
    tries.mayBeDone ||= how.wasSent?.() === true;
    // Between being ready and this moment nobody may have been told that it was not sent.
    how.signal.throwIfAborted();
    how.sending?.();
    const answer = await attempt(how.link, request, tries.patienceMs);
    const rejection = answer instanceof LostError || answer.ok ? null : answer.rejection;
    const isRenewing = rejection?.recovery === "reauthenticate" && reauthenticate(how, tries);
    if (!(answer instanceof LostError) && !isRenewing && isDefinite(answer, request, tries)) return answer;
    // An answer counts even if nobody waits for it any more; without one there is nothing left to do.
    how.signal.throwIfAborted();
    if (answer instanceof LostError) lost(answer, request, tries);
    else if (rejection && !isRenewing) await notNow(rejection, request, { how, tries });
  }
}

/** Who is not let in any more is not told what became of what was sent before. */
async function untilReady({ ready }: Asking, { mayBeDone }: Tries): Promise<Result<unknown> | null> {
  try {
    return await ready();
  } catch (error) {
    throw mayBeDone && error instanceof HoldfastError ? new UnsettledError(error.rejection) : error;
  }
}

/** Once, and only if there is another token. */
function reauthenticate({ link, signal }: Asking, tries: Tries): boolean {
  if (tries.reauthenticated || signal.aborted || !link.reauthenticate()) return false;
  tries.reauthenticated = true;
  return true;
}

function isDefinite(answer: Result<unknown>, request: Request, { mayBeDone }: Tries): boolean {
  if (answer.ok) return true;
  const { rejection } = answer;
  if (isLeftOpen(rejection, request) || rejection.recovery === "retry") return false;
  return !mayBeDone || !isSaidAtTheDoor(rejection);
}

/** A question is answered by it: there is nothing that may have been done. */
function isLeftOpen(rejection: Rejection, { kind }: Request): boolean {
  return kind === "mutation" && isUndecided(rejection);
}

/** Before anybody looked for an earlier copy of the request in the log. */
function isSaidAtTheDoor({ code, recovery }: Rejection): boolean {
  return recovery === "reauthenticate" || code === "rate_limited" || code === "game_unavailable";
}

function lost({ isUnread }: LostError, { kind }: Request, tries: Tries): void {
  tries.mayBeDone ||= kind === "mutation" && !isUnread;
  tries.patienceMs *= 2;
}

/** Resolves when it may be asked again. @throws UnsettledError when that is of no use, the signal's reason */
async function notNow(
  rejection: Rejection,
  request: Request,
  { how, tries }: { readonly how: Asking; readonly tries: Tries },
): Promise<void> {
  if (isLeftOpen(rejection, request) || rejection.recovery === "reauthenticate") throw new UnsettledError(rejection);
  // Storage that does not answer may have done it.
  tries.mayBeDone ||= request.kind === "mutation" && rejection.recovery === "retry";
  how.trouble?.(rejection);
  await pause(how.ports.clock, retryMs(rejection, tries.refusals, how.ports.random.unit()), how.signal);
  tries.refusals += 1;
}

async function attempt(link: Link, request: Request, patienceMs: number): Promise<Result<unknown> | LostError> {
  try {
    const value = await link.request(request, patienceMs);
    return request.kind === "mutation" ? replyIn(value) : { ok: true, value };
  } catch (error) {
    if (error instanceof LostError) return error;
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
