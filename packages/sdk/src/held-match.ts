/**
 * What one viewer holds of one match, and those who listen to it. Every frame is judged by `admit`; where that takes more
 * than is here, whoever brought the frame is told to resync.
 */
import type { LiveSettings, PresenceFrame, StateFrame, VersionedEvents } from "@holdfast/protocol";
import type { MatchReset } from "./api.js";
import { EventStream } from "./event-stream.js";
import { Listeners } from "./listeners.js";
import { admit, type Held, type Incoming, refetched, refreshed, withPresence } from "./replica.js";

export interface HeldStart {
  /** Events after this version are told; null: after whatever comes first. */
  readonly since: number | null;
  readonly state: StateFrame | null;
}

export class HeldMatch {
  readonly snapshots: Listeners<StateFrame> = new Listeners();
  readonly resets: Listeners<MatchReset> = new Listeners();
  readonly settingsTold: Listeners<LiveSettings> = new Listeners();
  readonly events: EventStream;
  readonly #since: number | null;
  #snapshot: StateFrame | null;
  #settings: LiveSettings | null = null;
  /** The newest version that is known to exist. */
  #expected = 0;
  /** What the server was told we hold, when it was last asked to go on from there. */
  #claimed: Held | null = null;

  constructor(
    { since, state }: HeldStart,
    /** Everything after a version, of this epoch if there is one. */
    readLog: (after: number, epoch: number | undefined) => Promise<readonly VersionedEvents[]>,
  ) {
    this.#since = since;
    this.#snapshot = state;
    this.events = new EventStream(since ?? state?.version ?? 0, (after) => readLog(after, this.#snapshot?.epoch));
  }

  get snapshot(): StateFrame | null {
    return this.#snapshot;
  }
  /** What was told last; null: nothing is set. */
  get settings(): LiveSettings | null {
    return this.#settings;
  }
  /** Whether every version that is known to exist is here. */
  get isUpToDate(): boolean {
    return (this.#snapshot?.version ?? -1) >= this.#expected;
  }

  expect(version: number): void {
    this.#expected = Math.max(this.#expected, version);
  }

  /** What a subscription begins with; its first frame answers to that. */
  claim(): { readonly knownVersion?: number; readonly epoch?: number } {
    const held = this.#snapshot;
    if (held === null) return this.#since === null ? {} : { knownVersion: this.#since };
    const { epoch, version } = held;
    this.#claimed = { epoch, version };
    return { knownVersion: version, epoch };
  }

  /** Takes a frame of a subscription, perhaps the first. @returns whether it takes a resync to know what holds. */
  take(frame: StateFrame, isFirst: boolean): boolean {
    const held = this.#snapshot;
    const verdict = admit(held, isFirst ? this.#asAnswer(frame, this.#claimed) : positionOf(frame));
    if (verdict === "replace") this.#replace(frame);
    else if (verdict === "apply") this.#apply(frame);
    // Another node's clock says nothing about which came later: whatever a new subscription says first is the newest.
    else if (verdict === "refresh" && held) this.#refresh(frame, isFirst ? frame : refreshed(held, frame));
    // Older than what the server was told we hold: one of us is wrong, and it has to say who.
    else return verdict === "resync" || (isFirst && frame.epoch === held?.epoch);
    return false;
  }

  /** Takes the answer to a resync that was asked for while `claimed` was held. */
  adopt(state: StateFrame, claimed: Held | null): void {
    const answer = this.#asAnswer(state, claimed);
    if (answer.reset) this.#expected = state.version;
    const held = this.#snapshot;
    const verdict = admit(held, answer);
    // What was asked for explicitly is believed even where a frame would be questioned.
    if (verdict === "replace" || verdict === "resync") this.#replace(state);
    else if (verdict === "apply") this.#apply(state);
    else if (verdict === "refresh" && held) this.#refresh(state, refetched(held, state));
  }

  takePresence(frame: PresenceFrame): void {
    if (this.#snapshot) this.#show(withPresence(this.#snapshot, frame));
  }

  takeSettings(settings: LiveSettings): void {
    const { server, match } = this.#settings ?? { server: { version: 0 }, match: { version: 0 } };
    if (settings.server.version === server.version && settings.match.version === match.version) return;
    this.#settings = settings;
    this.settingsTold.tell(settings);
  }

  close(): void {
    this.events.close();
    this.snapshots.clear();
    this.resets.clear();
    this.settingsTold.clear();
  }

  #apply(frame: StateFrame): void {
    this.#snapshot = frame;
    this.events.take(frame);
    this.snapshots.tell(frame);
  }

  #replace(frame: StateFrame): void {
    const before = this.#snapshot;
    if (before || this.#since === null) this.events.restart(frame.version);
    // A version of the life before may never come.
    if (before && frame.epoch > before.epoch) this.#expected = frame.version;
    this.#apply(frame);
    const isTakenBack = before && (frame.epoch > before.epoch || frame.version < before.version);
    if (isTakenBack) this.resets.tell(resetFrom(before, frame));
  }

  /** Nothing happened since, but events may still be owed if the log could not be read. */
  #refresh(frame: StateFrame, newest: StateFrame): void {
    this.#show(newest);
    this.events.take(frame);
  }

  #show(snapshot: StateFrame): void {
    if (snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    this.snapshots.tell(snapshot);
  }

  /**
   * "Drop what you hold" is an answer to what the server was told we hold. If that is something else by now, a newer
   * frame was faster, and what the answer brings is judged like every other. So is a frame that answers to nothing: a
   * late one may say it of what was held before, and only a later epoch says it by itself.
   */
  #asAnswer(frame: StateFrame, claimed: Held | null): Incoming {
    const held = this.#snapshot;
    const isMeant = held !== null && held.epoch === claimed?.epoch && held.version === claimed.version;
    return frame.reset && isMeant ? { ...positionOf(frame), reset: true } : positionOf(frame);
  }
}

function positionOf({ epoch, version, from }: StateFrame): Incoming {
  return { epoch, version, from };
}

function resetFrom(before: StateFrame, { epoch, version }: StateFrame): MatchReset {
  return { epoch, version, before: { epoch: before.epoch, version: before.version } };
}
