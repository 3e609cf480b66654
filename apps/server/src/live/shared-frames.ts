/**
 * The frames of one match. Those of viewers of the same class who are equally far are one object, so that
 * whoever serialises them does it once.
 */
import { type Viewer, viewerKey } from "@holdfast/engine";
import type { Frame, PresenceFrame, StateFrame, StepFrame } from "./frame.js";
import { KeptParts } from "./kept-parts.js";
import { type LiveMatch, NEVER_SET } from "./live-match.js";
import { common, missedBy, stateFrame } from "./state-frame.js";

/** A frame is shared this long: those who are told the same are told together, and `serverTime` stays true. */
const SHARED_FOR_MS = 100;
/** And the newer side of a step kept for the next, where moves follow closely. */
const PARTS_KEPT_MS = 3_000;

/** What a reader was told of the version before. */
export interface ToldBefore {
  readonly hasEvents: boolean;
  readonly standingNo: number;
}

interface Kept {
  readonly standingNo: number;
  readonly builtAt: number;
  readonly frame: Frame;
}

/** How steps of each class are found: a thousand observers ask for the same. */
const STEP_KEYS = new Map<string, readonly string[]>();

function stepKey(viewer: Viewer, hasEvents: boolean, isKnown: boolean): string {
  const key = viewerKey(viewer);
  let keys = STEP_KEYS.get(key);
  if (keys === undefined) {
    keys = ["", "e", "k", "ek"].map((told) => `${key}:step${told}`);
    STEP_KEYS.set(key, keys);
  }
  return keys[(hasEvents ? 1 : 0) + (isKnown ? 2 : 0)] ?? key;
}

/** The frames of one match that several followers share: the newest of each class. */
export class SharedFrames {
  /** All of one version of one epoch. */
  readonly #kept = new Map<string, Kept>();
  #epoch = 0;
  #version = -1;
  readonly #parts: KeptParts;

  constructor(readonly match: LiveMatch) {
    this.#parts = new KeptParts(match);
  }

  /** The step from the previous version, or a fresh view when `from` is null. */
  state(viewer: Viewer, from: number | null, now: number): StateFrame {
    return this.#share(`${viewerKey(viewer)}:${from}`, now, () => {
      const missed = from === null ? { commits: [] } : missedBy(this.match, from, null);
      return stateFrame(this.match, viewer, { from, ...missed, now });
    });
  }

  /** What there is now, in place of whatever is held. */
  reset(viewer: Viewer, now: number): StateFrame {
    const go = { from: null, commits: [], reset: true, now } as const;
    return this.#share(`${viewerKey(viewer)}:reset`, now, () => stateFrame(this.match, viewer, go));
  }

  /** The step from the version before, for whoever was told that; null where it has to be told as a whole. */
  step(viewer: Viewer, told: ToldBefore, now: number): StepFrame | null {
    const { before, head, epoch, standingNo } = this.match;
    const isKnown = told.standingNo === standingNo && before?.state.seats === head.state.seats;
    const key = stepKey(viewer, told.hasEvents, isKnown);
    const known = this.#known<StepFrame>(key, now);
    if (known !== null) return known;
    const sides = this.#parts.sides(viewer, told.hasEvents, now);
    if (sides === null) return null;
    const { seats, spectators, saving = false, serverTime } = common(this.match, now);
    const standing = isKnown ? null : { seats, spectators, saving };
    const whole = () => this.state(viewer, sides.before.version, now);
    const { version } = head;
    const { before: older, after } = sides;
    return this.#keep(key, now, { kind: "step", epoch, version, before: older, after, serverTime, standing, whole });
  }

  presence(now: number): PresenceFrame {
    return this.#share("presence", now, () => ({
      kind: "presence",
      ...common(this.match, now),
      ...settingsOf(this.match),
    }));
  }

  #share<F extends Frame>(key: string, now: number, build: () => F): F {
    return this.#known<F>(key, now) ?? this.#keep(key, now, build());
  }

  #known<F extends Frame>(key: string, now: number): F | null {
    const { head, epoch, standingNo } = this.match;
    if (this.#version !== head.version || this.#epoch !== epoch) return null;
    const kept = this.#kept.get(key);
    // The key names the kind of frame, so a kept one under it is of the kind asked for.
    return kept?.standingNo === standingNo && now - kept.builtAt < SHARED_FOR_MS ? (kept.frame as F) : null;
  }

  #keep<F extends Frame>(key: string, now: number, frame: F): F {
    const { head, epoch, standingNo } = this.match;
    if (this.#version !== head.version || this.#epoch !== epoch) {
      this.#kept.clear();
      this.#version = head.version;
      this.#epoch = epoch;
    }
    this.#kept.set(key, { standingNo, builtAt: now, frame });
    return frame;
  }

  /** Frames that are shared no more: what idle matches keep of them would be a third of a player's memory. */
  forgetStale(now: number): void {
    for (const [key, { builtAt }] of this.#kept) if (now - builtAt >= SHARED_FOR_MS) this.#kept.delete(key);
    this.#parts.forgetBefore(now - PARTS_KEPT_MS);
  }
}

function settingsOf({ settings, settingsNo }: LiveMatch): Pick<PresenceFrame, "settings"> {
  return settings === null || settingsNo === NEVER_SET ? {} : { settings };
}
