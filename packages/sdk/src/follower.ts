/**
 * Keeps what one viewer holds of one match as new as the connection allows: the subscription to `match.state`, and the
 * fetching of what is missing.
 *
 * The subscription is `down` (connection lost, or ended and to be opened again), `syncing` (asked for, nothing heard
 * yet), `live`, or `over` (superseded, refused, closed). Only `claim` brings it back from `over`.
 */
import type { Rejection } from "@holdfast/engine";
import type { PresenceFrame } from "@holdfast/protocol";
import { backoffMs } from "./backoff.js";
import type { Calls } from "./calls.js";
import type { Link } from "./link.js";
import type { Feed } from "./feed.js";
import { FrameReader, MISSED, UNREADABLE } from "./frame-reader.js";
import { HeldMatch, type HeldStart } from "./held-match.js";
import type { Ports } from "./ports.js";
import { readLog } from "./read-log.js";
import type { ServerClock } from "./server-clock.js";

export interface FollowerWiring {
  readonly link: Link;
  readonly calls: Calls;
  readonly ports: Pick<Ports, "clock" | "random">;
  readonly serverClock: ServerClock;
}
export interface FollowerStart extends HeldStart {
  readonly id: string;
}
export interface FollowerSink {
  /** How far it is, whether it is fetching, or whether the server can save, may have changed. */
  moved(): void;
  /** The server ended it for a reason that asking again does not change. */
  over(rejection: Rejection): void;
}

/** News of a newer version without its frame: this long is waited for the frame before it is fetched. */
const BEHIND_MS = 1_000;

export class Follower {
  readonly held: HeldMatch;
  readonly #feed: Feed;
  readonly #frames: FrameReader;
  /** A server of before there were patches refuses to be asked for them. */
  #takesPatches = true;
  #stage: "down" | "syncing" | "live" | "over" = "down";
  #isFetching = false;
  #failures = 0;
  #cancelExpected: (() => void) | null = null;
  #cancelRestart: () => void = () => {};

  constructor(
    private readonly begin: FollowerStart,
    private readonly wiring: FollowerWiring,
    private readonly sink: FollowerSink,
  ) {
    const { id: matchId, state } = begin;
    if (state) wiring.serverClock.sample(state.serverTime, wiring.ports.clock.now());
    this.held = new HeldMatch(begin, (after, epoch) => readLog(wiring.calls, { matchId, after, epoch }));
    this.#frames = new FrameReader(matchId);
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

  /** `down`: what is held may be old; `behind`: connected, and catching up; `level`. */
  get progress(): "down" | "behind" | "level" {
    if (this.#stage === "down" || this.#stage === "over") return "down";
    return this.#stage === "syncing" || this.#isFetching ? "behind" : "level";
  }

  /** A version is known to exist: if it does not arrive soon, it is fetched. */
  expect(version: number): void {
    this.held.expect(version);
    if (this.held.isUpToDate || this.#cancelExpected) return;
    this.#cancelExpected = this.wiring.ports.clock.after(BEHIND_MS, () => {
      this.#cancelExpected = null;
      if (!this.held.isUpToDate && this.#stage === "live") this.resync();
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
    this.#stage = "down";
    this.#feed.start();
    this.sink.moved();
  }

  close(): void {
    this.#stage = "over";
    this.#cancelRestart();
    this.#cancelExpected?.();
    this.#feed.stop();
    this.held.close();
  }

  #input(): object {
    this.#move("syncing");
    this.#frames.restart();
    const { id: matchId } = this.begin;
    return { matchId, ...(this.#takesPatches ? { patches: true } : {}), ...this.held.claim() };
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
    if (this.held.take(frame, isFirst)) this.resync();
    this.sink.moved();
  }

  #doWithoutPatches(): void {
    this.#takesPatches = false;
    this.#feed.restart();
  }

  #presence(frame: PresenceFrame): void {
    if (frame.settings) this.held.takeSettings(frame.settings);
    const before = this.held.snapshot;
    if (!before) return;
    this.held.takePresence(frame);
    if (frame.epoch > before.epoch) this.resync();
    else if (frame.epoch === before.epoch) this.expect(frame.version);
    this.sink.moved();
  }

  async #fetch(): Promise<void> {
    this.#isFetching = true;
    this.sink.moved();
    try {
      const held = this.held.snapshot;
      const known = held ? { knownVersion: held.version, epoch: held.epoch } : {};
      const { state, desync } = await this.wiring.calls.mutate("match.resume", { matchId: this.begin.id, ...known });
      this.held.adopt(desync === true ? { ...state, reset: true } : state, held);
    } finally {
      this.#isFetching = false;
      this.sink.moved();
    }
  }

  #ended(rejection: Rejection | null): void {
    if (rejection === null && this.held.snapshot?.outcome) return;
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
