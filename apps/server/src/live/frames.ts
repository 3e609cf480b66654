/**
 * Builds what a viewer is told of a match. Frames of viewers of the same class who are equally far
 * are one object, so that whoever serialises them does it once.
 */
import {
  eventsFor,
  isBot,
  type Json,
  type MatchStatus,
  type Notice,
  noticeOf,
  type Outcome,
  type Seat,
  type StoredCommit,
  type Viewer,
  viewerKey,
  viewFor,
} from "@holdfast/engine";
import type { LiveSettings } from "@holdfast/protocol";
import { type LiveMatch, NEVER_SET } from "./live-match.js";
import { KeptParts, type StepFrame } from "./steps.js";
import { type TimingLine, timingLine } from "./timing-line.js";

export interface SeatLine {
  readonly seat: Seat;
  readonly playerId: string | null;
  readonly name: string | null;
  readonly presence: "here" | "away" | "gone" | "empty";
  readonly graceEndsAt: number | null;
  readonly bot?: true;
}
export interface EventsLine {
  readonly version: number;
  readonly at: number;
  readonly seat: Seat | null;
  readonly events: readonly Json[];
  readonly notice?: Notice;
}
/** Where whoever sends frames keeps what it made of one: all who share the frame share that as well. */
export const SENT: unique symbol = Symbol("sent");

interface Common {
  /** Storage is away: nothing is confirmed for now. */
  readonly saving?: true;
  [SENT]?: unknown;
  readonly matchId: string;
  readonly epoch: number;
  readonly version: number;
  readonly seats: readonly SeatLine[];
  readonly spectators: number;
  readonly serverTime: number;
}
export interface PresenceFrame extends Common {
  readonly kind: "presence";
  readonly settings?: LiveSettings;
}
export interface StateFrame extends Common {
  readonly kind: "state";
  readonly game: string;
  readonly from: number | null;
  readonly skipped?: true;
  readonly reset?: true;
  readonly status: MatchStatus;
  readonly pause?: { readonly reason: string; readonly since: number };
  readonly view: Json;
  readonly events: readonly EventsLine[];
  readonly lastMove: {
    readonly version: number;
    readonly kind: string;
    readonly seat: Seat | null;
    readonly at: number;
  } | null;
  readonly toMove: readonly Seat[];
  readonly deadline: number | null;
  readonly timing?: TimingLine;
  readonly you: { readonly role: "player" | "observer" | "host"; readonly seat: Seat | null };
  readonly outcome: Outcome | null;
}
export type Frame = StateFrame | PresenceFrame | StepFrame;

/** How a frame continues what the viewer holds. */
export interface Continuation {
  /** Version held, or null to begin afresh. */
  readonly from: number | null;
  /** The commits in between, as far as they are told. */
  readonly commits: readonly StoredCommit[];
  readonly skipped?: true;
  readonly reset?: true;
}

interface KeptLines {
  readonly holders: readonly (string | null)[];
  readonly standingNo: number;
  readonly lines: readonly SeatLine[];
}
const LINES = new WeakMap<LiveMatch, KeptLines>();

/** Who sits where and is how: one array for as long as nothing of it changes, however many moves are made. */
export function seatLines(match: LiveMatch): readonly SeatLine[] {
  const holders = match.head.state.seats;
  const { standingNo } = match;
  const kept = LINES.get(match);
  if (kept?.holders === holders && kept.standingNo === standingNo) return kept.lines;
  const lines = newSeatLines(match);
  LINES.set(match, { holders, standingNo, lines });
  return lines;
}

function newSeatLines(match: LiveMatch): readonly SeatLine[] {
  return match.head.state.seats.map((playerId, seat) => {
    if (playerId === null) return { seat, playerId, name: null, presence: "empty", graceEndsAt: null };
    const name = match.names.get(playerId) ?? null;
    if (isBot(playerId)) return { seat, playerId, name, presence: "here", graceEndsAt: null, bot: true };
    const { presence, graceEndsAt } = match.standing.seats.get(seat) ?? { presence: "away", graceEndsAt: null };
    return { seat, playerId, name, presence, graceEndsAt };
  });
}

function common(match: LiveMatch, now: number): Common {
  return {
    matchId: match.id,
    epoch: match.epoch,
    version: match.head.version,
    seats: seatLines(match),
    spectators: match.standing.spectators,
    serverTime: match.tellTime(now),
    ...(match.saving ? { saving: true } : {}),
  };
}

function settingsOf({ settings, settingsNo }: LiveMatch): Pick<PresenceFrame, "settings"> {
  return settings === null || settingsNo === NEVER_SET ? {} : { settings };
}

/** One commit's events as the viewer may know them; the version counts even if nothing is visible. @throws what the rules throw */
export function eventsLine(match: LiveMatch, stored: StoredCommit, viewer: Viewer): EventsLine {
  const { version, seat, receivedAt } = stored.commit;
  const notice = noticeOf(stored.commit);
  const line = { version, at: receivedAt, seat, events: eventsFor(match, stored.commit, viewer) };
  return notice === null ? line : { ...line, notice };
}

function you(viewer: Viewer): StateFrame["you"] {
  if (viewer.kind === "seat") return { role: "player", seat: viewer.seat };
  return viewer.kind === "host" ? { role: "host", seat: viewer.seat } : { role: "observer", seat: null };
}

/** A complete view at the head, continuing as told. @throws RulesFault */
export function stateFrame(match: LiveMatch, viewer: Viewer, go: Continuation & { readonly now: number }): StateFrame {
  const { state } = match.head;
  const timing = timingLine(match);
  return {
    kind: "state",
    ...common(match, go.now),
    game: match.facts.gameId,
    from: go.from,
    ...(go.skipped ? { skipped: true } : {}),
    ...(go.reset ? { reset: true } : {}),
    status: state.status,
    ...(state.pause ? { pause: { reason: state.pause.reason, since: state.pause.since } } : {}),
    ...match.ask("view", () => ({
      view: viewFor(match, match.head, viewer),
      events: go.commits.map((stored) => eventsLine(match, stored, viewer)),
    })),
    lastMove: state.last,
    toMove: state.toMove,
    deadline: state.deadline,
    ...(timing ? { timing } : {}),
    you: you(viewer),
    outcome: state.outcome,
  };
}

/**
 * The commits that a reader who holds `held` has missed, up to the head: those read from storage beforehand
 * and then what memory has. `skipped` when there is a hole between the two, or memory does not go back so far.
 */
export function missedBy(
  match: LiveMatch,
  held: number,
  fromLog: readonly StoredCommit[] | null,
): Pick<Continuation, "commits" | "skipped"> {
  // Storage may be ahead of this node; events must not run ahead of the view they come with.
  const told = (fromLog ?? []).filter(({ commit }) => commit.version <= match.head.version);
  const since = match.commitsSince(told.at(-1)?.commit.version ?? held);
  return since === null ? { commits: told, skipped: true } : { commits: [...told, ...since] };
}

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
