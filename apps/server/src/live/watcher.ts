/**
 * One viewer following one match, pulled whenever its reader can take more. It keeps no queue: it
 * knows which version its reader holds and, when asked, answers with the step to the newest.
 *
 * States: `fresh` (nothing sent), `following` (a version sent), `ended` (superseded, match frozen).
 */
import {
  OBSERVER,
  rejection,
  type Rejection,
  type Seat,
  type StoredCommit,
  type Viewer,
  viewerKey,
} from "@holdfast/engine";
import type { Frame, StateFrame, StepFrame } from "./frame.js";
import type { SharedFrames } from "./shared-frames.js";
import { missedBy, stateFrame } from "./state-frame.js";
import { type Follower, type LiveMatch, NEVER_SET } from "./live-match.js";

/** The most versions told one by one after an absence; beyond it the frame says `skipped`. */
export const MAX_CATCH_UP = 500;

export const NOT_WATCHABLE: Rejection = rejection(
  "forbidden",
  "watching_closed",
  "This match is closed to those who only watch.",
);

export interface WatcherStart {
  readonly viewer: Viewer;
  /** Whose seat the viewer's is. */
  readonly playerId: string;
  /** The epoch in which this was found out; should it be another by the time of the first frame, that is a reset. */
  readonly epoch: number;
  /** Version the reader says it holds, checked against the log; null to begin afresh. */
  readonly held: number | null;
  /** The commits after `held` that are not in memory any more, read from storage beforehand. */
  readonly missed: readonly StoredCommit[] | null;
  /** When it was opened, epoch milliseconds. */
  readonly since: number;
  /** The reader claimed what the log does not have: its first frame replaces what it holds. */
  readonly reset: boolean;
  /** The reader keeps what it was told last: from then on steps are enough. */
  readonly takesSteps?: boolean;
}

export interface Ended {
  readonly rejection: Rejection | null;
}

export class Watcher implements Follower {
  #held: number | null;
  /** Of what the reader holds. */
  #epoch: number;
  #first = true;
  #standingSeen = -1;
  #settingsSeen = NEVER_SET;
  /** The class of viewer it was told as last, and whether the last version's events were told with it. */
  #toldAs = "";
  #hasEvents = false;
  #ended: Ended | null = null;
  #wake: () => void = () => {};

  constructor(
    readonly match: LiveMatch,
    private readonly frames: SharedFrames,
    private readonly start: WatcherStart,
    readonly connectionId: string | null,
  ) {
    this.#held = start.held;
    this.#epoch = start.epoch;
  }

  /** As whom it is told now: somebody who has left the seat sees what an observer sees, whoever sits there next. */
  get viewer(): Viewer {
    const { viewer, playerId } = this.start;
    const { seat } = this;
    if (seat === null || this.match.head.state.seats[seat] === playerId) return viewer;
    return viewer.kind === "host" ? { kind: "host", seat: null } : OBSERVER;
  }
  get since(): number {
    return this.start.since;
  }
  /** The seat it was opened for. */
  get seat(): Seat | null {
    const { viewer } = this.start;
    return viewer.kind === "observer" ? null : viewer.seat;
  }

  /** Starts following; `wake` is called whenever `take` may have something. */
  open(wake: () => void): void {
    this.#wake = wake;
    this.match.followers.add(this);
    wake();
  }

  wake(): void {
    this.#wake();
  }

  /** The step to the newest version, a change of presence, the end, or null when nothing is new. */
  take(now: number): Frame | Ended | null {
    if (this.match.frozen) this.#ended ??= { rejection: this.match.frozen };
    if (!this.match.isWatchable && this.viewer.kind === "observer") this.#ended ??= { rejection: NOT_WATCHABLE };
    if (this.#ended) return this.#ended;
    const { head, epoch, standingNo, settingsNo } = this.match;
    if (this.#first || epoch !== this.#epoch || head.version !== this.#held) return this.#step(now);
    if (standingNo === this.#standingSeen && settingsNo === this.#settingsSeen) return null;
    this.#standingSeen = standingNo;
    this.#settingsSeen = settingsNo;
    return this.frames.presence(now);
  }

  /** Ends the subscription with a reason the client is told. */
  end(rejection: Rejection | null): void {
    this.#ended ??= { rejection };
    this.wake();
  }

  close(): void {
    this.match.followers.delete(this);
    this.#wake = () => {};
  }

  #step(now: number): StateFrame | StepFrame {
    const { viewer } = this;
    const frame = this.#smallStep(viewer, now) ?? this.#nextFrame(viewer, now);
    this.#first = false;
    this.#epoch = this.match.epoch;
    this.#held = this.match.head.version;
    this.#standingSeen = this.match.standingNo;
    this.#toldAs = viewerKey(viewer);
    this.#hasEvents = frame.kind === "step" || frame.events.at(-1)?.version === frame.version;
    return frame;
  }

  /** From the very version that was told last, to the same kind of viewer; null: everything has to be told. */
  #smallStep(viewer: Viewer, now: number): StepFrame | null {
    const { match, start } = this;
    if (start.takesSteps !== true || this.#first || this.#epoch !== match.epoch) return null;
    if (this.#held !== match.head.version - 1 || this.#toldAs !== viewerKey(viewer)) return null;
    return this.frames.step(viewer, { hasEvents: this.#hasEvents, standingNo: this.#standingSeen }, now);
  }

  #nextFrame(viewer: Viewer, now: number): StateFrame {
    const { missed, reset } = this.start;
    const holdsNothing = this.#first && this.#held === null && !reset;
    if (holdsNothing) return this.frames.state(viewer, null, now);
    // The log was taken back: what the reader holds is not what came before this.
    if (this.#epoch !== this.match.epoch || (this.#first && reset)) return this.frames.reset(viewer, now);
    if (!this.#first || this.#held === null || missed === null) return this.frames.state(viewer, this.#held, now);
    return stateFrame(this.match, viewer, { from: this.#held, ...missedBy(this.match, this.#held, missed), now });
  }
}
