/**
 * What a viewer holds of a match, and what to do with each frame that arrives. Pure.
 * Versions are gapless for every viewer within an epoch; a frame says from which version it continues.
 */
import type { MatchFrame, PresenceFrame, StateFrame } from "@holdfast/protocol";
import { toldPresence } from "@holdfast/protocol/patch";

export interface Held {
  readonly epoch: number;
  readonly version: number;
}
export interface Incoming extends Held {
  /** The version it continues from; null when it stands alone. */
  readonly from: number | null;
  /** The server says to drop what is held. */
  readonly reset?: true;
}

/**
 * `apply` the next step; `refresh`: the same version again, presence may be newer; `ignore` what is older;
 * `resync`: steps in between are missing; `replace`: what is held belongs to another incarnation of the log.
 */
export type Verdict = "apply" | "refresh" | "ignore" | "resync" | "replace";

/** What to do with a frame, given what is held. */
export function admit(held: Held | null, incoming: Incoming): Verdict {
  if (held === null || incoming.reset || incoming.epoch > held.epoch) return "replace";
  if (incoming.epoch < held.epoch || incoming.version < held.version) return "ignore";
  if (incoming.version === held.version) return "refresh";
  const continues = incoming.from !== null && incoming.from <= held.version;
  return continues || incoming.version === held.version + 1 ? "apply" : "resync";
}

/** A clock set back by more than this was wrong, and what it said before orders nothing: the server's rule too. */
const SET_BACK_MS = 10_000;

/** The snapshot with newer presence in it, and whether the server can save; the same object when the frame has nothing newer. */
export function withPresence<S extends StateFrame>(held: S, frame: PresenceFrame | StateFrame): S {
  return frame.epoch !== held.epoch || isEarlier(frame, held) ? held : toldPresence(held, frame);
}

/** The snapshot after a frame of the version already held: whichever the server made later. */
export function refreshed(held: StateFrame, frame: StateFrame): StateFrame {
  return isEarlier(frame, held) ? held : frame;
}

/**
 * The same for what was fetched: of one moment what is held stays, as the subscription goes on to tell whatever is newer
 * than its last word, and nobody tells again what an answer has put in that word's place.
 */
export function refetched(held: StateFrame, answer: StateFrame): StateFrame {
  return answer.serverTime === held.serverTime ? held : refreshed(held, answer);
}

/** Whether the server made it before what is held. */
function isEarlier({ serverTime }: MatchFrame, held: StateFrame): boolean {
  return serverTime < held.serverTime && serverTime >= held.serverTime - SET_BACK_MS;
}

/** Whether this is a frame at all; whatever else a newer server sends is ignored. */
export function isFrame(value: unknown): value is MatchFrame {
  if (typeof value !== "object" || value === null) return false;
  const { kind, version, epoch } = value as Record<string, unknown>;
  return (kind === "state" || kind === "presence") && typeof version === "number" && typeof epoch === "number";
}
