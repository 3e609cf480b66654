/**
 * Reads what one subscription of `match.state` says: whole frames as they are, and patches as the frames they stand
 * for. A patch is made against what the same subscription said last, whatever else is held of the match.
 */
import type { MatchFrame, PatchFrame, StateFrame } from "@holdfast/protocol";
import { isPatch, patched } from "@holdfast/protocol/patch";
import { type Held, isFrame, withPresence } from "./replica.js";

/** A patch of something that did not get here: the subscription has to begin again. */
export const MISSED: unique symbol = Symbol("missed");
/** A patch that does not fit what it is of: this server's are not to be relied on. */
export const UNREADABLE: unique symbol = Symbol("unreadable");

export class FrameReader {
  #told: StateFrame | null = null;

  constructor(private readonly matchId: string) {}

  /** The subscription begins again: what comes first is whole. */
  restart(): void {
    this.#told = null;
  }

  /** The frame; null for what is none of this match, and for what a newer server may say besides. */
  read(value: unknown): MatchFrame | typeof MISSED | typeof UNREADABLE | null {
    if (isPatch(value)) return this.#patch(value);
    if (!isFrame(value) || value.matchId !== this.matchId) return null;
    const told = this.#told;
    // A late copy of what was told before is not what the next patch is made against, nor is the presence in it.
    if (value.kind === "presence") this.#told = told && withPresence(told, value);
    else if (told === null || isOlder(told, value)) this.#told = value;
    return value;
  }

  #patch(patch: PatchFrame): StateFrame | typeof MISSED | typeof UNREADABLE | null {
    const told = this.#told;
    const [epoch, version] = patch;
    if (told?.version === version && told.epoch === epoch) return null;
    if (told !== null && isOlder({ epoch, version }, told)) return null;
    if (told === null || epoch > told.epoch || version > told.version + 1) return MISSED;
    try {
      this.#told = patched(told, patch);
      return this.#told;
    } catch {
      return UNREADABLE;
    }
  }
}

function isOlder({ epoch, version }: Held, told: Held): boolean {
  return epoch < told.epoch || (epoch === told.epoch && version < told.version);
}
