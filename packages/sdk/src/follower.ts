/**
 * What one viewer holds of one match, kept as new as the connection allows: the subscription to `match.state`, the
 * replica it feeds, and the fetching of what is missing.
 *
 * The subscription is `down` (connection lost, or ended and to be opened again), `syncing` (asked for, nothing heard
 * yet), `live`, or `over` (superseded, refused, closed). Only `claim` brings it back from `over`.
 */
import type { Rejection } from "@holdfast/engine";
import type { EventPage, LiveSettings, PresenceFrame, StateFrame, VersionedEvents } from "@holdfast/protocol";
import type { MatchReset } from "./api.js";
import { backoffMs } from "./backoff.js";
import type { Calls } from "./calls.js";
import type { Link } from "./link.js";
import { HoldfastError } from "./errors.js";
import { EventStream } from "./event-stream.js";
import type { Feed } from "./feed.js";
import { FrameReader, MISSED, UNREADABLE } from "./frame-reader.js";
import { Listeners } from "./listeners.js";
import type { Ports } from "./ports.js";
import { admit, type Held, type Incoming, refreshed, withPresence } from "./replica.js";
import type { ServerClock } from "./server-clock.js";

export interface FollowerWiring {
  readonly link: Link;
  readonly calls: Calls;
  readonly ports: Pick<Ports, "clock" | "random">;
  readonly serverClock: ServerClock;
}
export interface FollowerStart {
  readonly id: string;
  /** Events after this version are told; null: after whatever comes first. */
  readonly since: number | null;
  readonly state: StateFrame | null;
}
export interface FollowerSink {
  /** How far it is, whether it is fetching, or whether the server can save, may have changed. */
  moved(): void;
  /** The server ended it for a reason that asking again does not change. */
  over(rejection: Rejection): void;
}

/** News of a newer version without its frame: this long is waited for the frame before it is fetched. */
const BEHIND_MS = 1_000;
const PAGE = 500;
/** The frame that says what holds now is on its way. */
const OTHER_EPOCH: Rejection = {
  code: "routing_failed",
  reason: "other_epoch",
  recovery: "retry",
  message: "The match's log was taken back to an earlier time.",
};

export class Follower {
  readonly snapshots: Listeners<StateFrame> = new Listeners();
  readonly resets: Listeners<MatchReset> = new Listeners();
  readonly settingsTold: Listeners<LiveSettings> = new Listeners();
  readonly events: EventStream;
  readonly #feed: Feed;
  readonly #frames: FrameReader;
  /** A server of before there were patches refuses to be asked for them. */
  #takesPatches = true;
  #snapshot: StateFrame | null;
  #settings: LiveSettings | null = null;
  #stage: "down" | "syncing" | "live" | "over" = "down";
  #isFetching = false;
  #failures = 0;
  #expected = 0;
  /** What the server was told we hold, when it was last asked to go on from there. */
  #claimed: Held | null = null;
  #cancelExpected: (() => void) | null = null;
  #cancelRestart: () => void = () => {};

  constructor(
    private readonly begin: FollowerStart,
    private readonly wiring: FollowerWiring,
    private readonly sink: FollowerSink,
  ) {
    const { since, state } = begin;
    this.#snapshot = state;
    if (state) wiring.serverClock.sample(state.serverTime, wiring.ports.clock.now());
    this.events = new EventStream(since ?? state?.version ?? 0, (after) => this.readLog(after, this.#snapshot?.epoch));
    this.#frames = new FrameReader(begin.id);
    this.#feed = wiring.link.follow("match.state", {
      begin: () => this.#input(),
      data: (value) => this.#receive(value),
      lost: () => this.#move("down"),
      ended: (rejection) => this.#ended(rejection),
    });
  }

  /** Subscribes. Everything heard is told from within this or later. */
  start(): void {
    this.#feed.start();
  }

  get snapshot(): StateFrame | null {
    return this.#snapshot;
  }
  /** What was told last; null: nothing is set. */
  get settings(): LiveSettings | null {
    return this.#settings;
  }
  /** `down`: what is held may be old; `behind`: connected, and catching up; `level`. */
  get progress(): "down" | "behind" | "level" {
    if (this.#stage === "down" || this.#stage === "over") return "down";
    return this.#stage === "syncing" || this.#isFetching ? "behind" : "level";
  }

  /** A version is known to exist: if it does not arrive soon, it is fetched. */
  expect(version: number): void {
    this.#expected = Math.max(this.#expected, version);
    if (this.#isUpToDate() || this.#cancelExpected) return;
    this.#cancelExpected = this.wiring.ports.clock.after(BEHIND_MS, () => {
      this.#cancelExpected = null;
      if (!this.#isUpToDate() && this.#stage === "live") this.resync();
    });
  }

  /** Fetches the newest state and what was missed, unless that is under way. */
  resync(): void {
    if (this.#isFetching || this.#stage === "over") return;
    this.#fetch().catch(() => {
      // Refused or unreachable: the subscription's own answer says what follows.
      if (this.#stage !== "over") this.#feed.restart();
    });
  }

  /** After `over`: claims the seat for this connection and follows again. @throws HoldfastError, ClosedError */
  async claim(): Promise<void> {
    await this.#fetch();
    // Another call may have brought it back meanwhile: what runs is left to run.
    if (this.#stage === "over") this.#stage = "down";
    this.#feed.start();
    this.sink.moved();
  }

  close(): void {
    this.#stage = "over";
    this.#cancelRestart();
    this.#cancelExpected?.();
    this.#feed.stop();
    this.events.close();
    this.snapshots.clear();
    this.resets.clear();
    this.settingsTold.clear();
  }

  /** The events after a version, of one epoch if that is asked, read page by page. @throws HoldfastError, ClosedError */
  async readLog(after: number, epoch?: number): Promise<readonly VersionedEvents[]> {
    const all: VersionedEvents[] = [];
    for (let next: number | null = after; next !== null; ) {
      const page: EventPage = await this.wiring.calls.query("match.events", {
        matchId: this.begin.id,
        after: next,
        limit: PAGE,
      });
      if (epoch !== undefined && (page.epoch ?? epoch) !== epoch) throw new HoldfastError(OTHER_EPOCH);
      all.push(...page.commits);
      // A page that does not lead further would be asked for again and again.
      next = page.next !== null && page.next > next ? page.next : null;
    }
    return all;
  }

  #input(): object {
    this.#move("syncing");
    this.#frames.restart();
    const { id: matchId, since } = this.begin;
    const ask = this.#takesPatches ? { matchId, patches: true } : { matchId };
    if (this.#snapshot) return { ...ask, ...this.#claim(this.#snapshot) };
    return since === null ? ask : { ...ask, knownVersion: since };
  }

  #receive(value: unknown): void {
    const frame = this.#frames.read(value);
    if (frame === MISSED) return this.#feed.restart();
    if (frame === UNREADABLE) return this.#doWithoutPatches();
    if (frame === null) return;
    this.wiring.serverClock.sample(frame.serverTime, this.wiring.ports.clock.now());
    if (frame.kind === "presence") return this.#presence(frame);
    const isFirst = this.#stage === "syncing";
    this.#failures = 0;
    this.#stage = "live";
    this.#admit(frame, isFirst);
    this.sink.moved();
  }

  #doWithoutPatches(): void {
    this.#takesPatches = false;
    this.#feed.restart();
  }

  #presence(frame: PresenceFrame): void {
    if (frame.settings) this.#takeSettings(frame.settings);
    const held = this.#snapshot;
    if (!held) return;
    this.#show(withPresence(held, frame));
    if (frame.epoch > held.epoch) this.resync();
    else if (frame.epoch === held.epoch) this.expect(frame.version);
    this.sink.moved();
  }

  #takeSettings(settings: LiveSettings): void {
    const { server, match } = this.#settings ?? { server: { version: 0 }, match: { version: 0 } };
    if (settings.server.version === server.version && settings.match.version === match.version) return;
    this.#settings = settings;
    this.settingsTold.tell(settings);
  }

  #admit(frame: StateFrame, isFirst: boolean): void {
    const held = this.#snapshot;
    const verdict = admit(held, isFirst ? this.#asAnswer(frame, this.#claimed) : positionOf(frame));
    if (verdict === "replace") return this.#replace(frame);
    if (verdict === "apply") return this.#apply(frame);
    // Another node's clock says nothing about which came later: whatever a new subscription says first is the newest.
    if (verdict === "refresh" && held) return this.#refresh(frame, isFirst ? frame : refreshed(held, frame));
    // Older than what the server was told we hold: one of us is wrong, and it has to say who.
    if (verdict === "resync" || (isFirst && frame.epoch === held?.epoch)) this.resync();
  }

  #apply(frame: StateFrame): void {
    this.#snapshot = frame;
    this.events.take(frame);
    this.snapshots.tell(frame);
  }

  #replace(frame: StateFrame): void {
    const before = this.#snapshot;
    if (before || this.begin.since === null) this.events.restart(frame.version);
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

  #isUpToDate(): boolean {
    return (this.#snapshot?.version ?? -1) >= this.#expected;
  }

  async #fetch(): Promise<void> {
    this.#isFetching = true;
    this.sink.moved();
    try {
      const held = this.#snapshot;
      const known = held ? { knownVersion: held.version, epoch: held.epoch } : {};
      const { state, desync } = await this.wiring.calls.mutate("match.resume", { matchId: this.begin.id, ...known });
      this.#adopt(desync === true ? { ...state, reset: true } : state, held);
    } finally {
      this.#isFetching = false;
      this.sink.moved();
    }
  }

  #adopt(state: StateFrame, claimed: Held | null): void {
    const answer = this.#asAnswer(state, claimed);
    if (answer.reset) this.#expected = state.version;
    const verdict = admit(this.#snapshot, answer);
    // What was asked for explicitly is believed even where a frame would be questioned.
    if (verdict === "replace" || verdict === "resync") this.#replace(state);
    else if (verdict !== "ignore") this.#admit(state, false);
  }

  /** What a subscription begins with; its first frame answers to that. */
  #claim(held: StateFrame): { knownVersion: number; epoch: number } {
    const { epoch, version } = held;
    this.#claimed = { epoch, version };
    return { knownVersion: version, epoch };
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

  #ended(rejection: Rejection | null): void {
    if (rejection === null && this.#snapshot?.outcome) return;
    if (rejection?.code === "invalid_message" && this.#takesPatches) return this.#doWithoutPatches();
    const recovery = rejection?.recovery ?? "retry";
    if (rejection && (recovery === "none" || recovery === "fix_input")) {
      return this.#refused(rejection);
    }
    this.#move("down");
    this.#restartLater(rejection);
  }

  #refused(rejection: Rejection): void {
    this.#stage = "over";
    this.#cancelRestart();
    this.sink.over(rejection);
  }

  #restartLater(rejection: Rejection | null): void {
    const { clock, random } = this.wiring.ports;
    const waitMs = backoffMs({ attempt: this.#failures, elapsedMs: 0 }, random.unit());
    this.#failures += 1;
    this.#cancelRestart();
    this.#cancelRestart = clock.after(Math.max(rejection?.retryAfterMs ?? 0, waitMs), () => {
      const isExpired = rejection?.recovery === "reauthenticate";
      if (isExpired && !this.wiring.link.reauthenticate()) return this.#refused(rejection);
      this.#feed.start();
    });
  }

  #move(stage: "down" | "syncing"): void {
    if (this.#stage === "over") return;
    this.#stage = stage;
    this.sink.moved();
  }
}

function positionOf({ epoch, version, from }: StateFrame): Incoming {
  return { epoch, version, from };
}

function resetFrom(before: StateFrame, { epoch, version }: StateFrame): MatchReset {
  return { epoch, version, before: { epoch: before.epoch, version: before.version } };
}
