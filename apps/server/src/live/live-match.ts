/**
 * One match as this node holds it: a cached prefix of its log, with whoever watches it here.
 * Nobody owns a match; everything in here can be thrown away and read again.
 */
import {
  SYSTEM,
  type AnyGame,
  type MatchFacts,
  type MatchHead,
  type Rejection,
  type Seat,
  type Sha256,
  type StoredCommit,
} from "@holdfast/engine";
import type { LiveSettings } from "@holdfast/protocol";
import { nativeSha256 } from "./native-sha256.js";
import { Pending } from "./hold.js";
import { Refusing } from "./refusing.js";
import { RecentCommits } from "./recent-commits.js";
import { askRules, type RulesWatch, UNWATCHED } from "./rules-watch.js";
import { Serial } from "./serial.js";

/** A clock set back by more than this was wrong: what it said before is not held on to. */
const SET_BACK_MS = 10_000;

/** What is known about one seat's player being here. */
export interface SeatStanding {
  readonly presence: "here" | "away" | "gone";
  readonly graceEndsAt: number | null;
}
export interface Standing {
  readonly seats: ReadonlyMap<Seat, SeatStanding>;
  readonly spectators: number;
}

/** Somebody on this node who is told when there is something new. */
export interface Follower {
  wake(): void;
  /** Whose seat it follows, and since when, epoch milliseconds. */
  readonly seat?: Seat | null;
  readonly since?: number;
}

export interface Hosted {
  readonly game: AnyGame;
  readonly facts: MatchFacts;
  readonly seed: string;
  readonly epoch: number;
  readonly code: string | null;
  readonly watchKey: string;
  readonly visibility: "private" | "public";
  readonly creatorId: string;
  readonly loadedAt: number;
}

/** The `settingsNo` of a match for which nothing was ever changed. */
export const NEVER_SET = "0:0";

export class LiveMatch {
  /** Everything that changes this match here goes through here, one at a time. */
  readonly queue = new Serial();
  /** What players wait for an answer to. */
  readonly pending = new Pending();
  /** What players are being told "no" to. */
  readonly refusing = new Refusing();
  readonly followers = new Set<Follower>();
  readonly names = new Map<string, string>();
  /** Set when the log did not verify: the match is served to nobody until someone looked at it. */
  frozen: Rejection | null = null;
  standing: Standing = { seats: new Map(), spectators: 0 };
  /** Storage is away: what is shown is true, and what is asked is held. */
  saving = false;
  /** What is set for it while servers run, and by which changes; null: nothing is known, and everything as by default. */
  settings: LiveSettings | null = null;
  settingsNo = NEVER_SET;
  /** Counts changes of `standing`, `names`, `saving` and `settings`, so that frames know whether there is news beside the version. */
  standingNo = 0;
  /** The version whose timing the rules could not say last. */
  untimed = -1;
  touchedAt: number;
  /** When a person last asked for something of it here, epoch milliseconds. */
  personAt = 0;
  /** When somebody was refused here last, or may have been without this node's hearing of it. */
  refusedAt: number;
  /** The former of the two: this node has heard of it. */
  heardOfRefusalAt = Number.NEGATIVE_INFINITY;
  /** Called after each commit taken in, once the followers were told. */
  onAdvance: () => void = () => {};
  /** The same, for whoever plays bots. */
  onCommit: () => void = () => {};
  #hosted: Hosted;
  #head: MatchHead;
  #before: MatchHead | null = null;
  #toldAt = 0;
  readonly #recent = new RecentCommits();

  constructor(
    hosted: Hosted,
    head: MatchHead,
    readonly rules: RulesWatch = UNWATCHED,
  ) {
    this.#hosted = hosted;
    this.#head = head;
    this.touchedAt = hosted.loadedAt;
    // Followed since before anybody took a seat: nothing can have gone by unheard.
    this.refusedAt = head.version === 0 ? Number.NEGATIVE_INFINITY : hosted.loadedAt;
  }

  /** What the rules answer about the head, for whoever looks at it. @throws RulesFault */
  ask<T>(what: string, work: () => T): T {
    const run = { subject: this.id, actorId: SYSTEM, msgId: `${what}:${this.#head.version}` };
    return askRules(this.rules, run, work);
  }

  get hosted(): Hosted {
    return this.#hosted;
  }
  get id(): string {
    return this.hosted.facts.matchId;
  }
  get game(): AnyGame {
    return this.hosted.game;
  }
  get facts(): MatchFacts {
    return this.hosted.facts;
  }
  get sha256(): Sha256 {
    return nativeSha256;
  }
  get epoch(): number {
    return this.hosted.epoch;
  }
  get head(): MatchHead {
    return this.#head;
  }

  /** The head of the version before, while that is the one this node was at: what steps are told against. */
  get before(): MatchHead | null {
    return this.#before;
  }

  /** Takes the next commit, already in the log, and tells the followers. */
  advance(stored: StoredCommit, head: MatchHead): void {
    this.#before = this.#head;
    this.#head = head;
    this.#recent.add(stored);
    this.wakeAll();
    this.onAdvance();
    this.onCommit();
  }

  /**
   * Goes on in a new epoch, from what the log holds now: another head where the log was taken back. Everybody who
   * follows is told so. Only in the match's queue, so that nothing is decided on one head and taken in on the other.
   */
  startOver(hosted: Hosted, head: MatchHead): void {
    this.#hosted = hosted;
    if (head.hash !== this.#head.hash) {
      this.#recent.clear();
      // As for a match that was just loaded: somebody may have been refused elsewhere.
      this.refusedAt = hosted.loadedAt;
    }
    this.#before = null;
    this.#head = head;
    this.wakeAll();
    this.onAdvance();
    this.onCommit();
  }

  /** The commits after `version` up to the head, or null when some of them are not in memory any more. */
  commitsSince(version: number): readonly StoredCommit[] | null {
    const missing = this.#head.version - version;
    if (missing <= 0) return [];
    return this.#recent.last(missing);
  }

  /** When the head's commit was stored, by storage's clock; null when that is not in memory. */
  get storedAt(): number | null {
    const { newest } = this.#recent;
    return newest?.commit.version === this.#head.version ? newest.at : null;
  }

  /** The recent commit with this msgId, if it is in memory. */
  recentBy(actorId: string, msgId: string): StoredCommit | null {
    return this.#recent.by(actorId, msgId);
  }

  /** Replaces who is known to be here. */
  setStanding(standing: Standing): void {
    this.standing = standing;
    this.standingNo += 1;
    this.wakeAll();
  }

  /** Takes in whether storage is away, and tells the followers. */
  setSaving(saving: boolean): void {
    if (saving === this.saving) return;
    this.saving = saving;
    this.standingNo += 1;
    this.wakeAll();
  }

  /** Takes in what is set now, and tells the followers. */
  setSettings(settings: LiveSettings): void {
    const settingsNo = `${settings.server.version}:${settings.match.version}`;
    if (settingsNo === this.settingsNo) return;
    this.settings = settings;
    this.settingsNo = settingsNo;
    this.standingNo += 1;
    this.wakeAll();
  }

  /** Those who have no part in it may watch. */
  get isWatchable(): boolean {
    return this.settings?.match.values.watching !== "closed";
  }

  /**
   * What a frame says the time is. Readers put frames of one version in order by it, so it does not go back where the
   * node's clock was set back a little.
   */
  tellTime(now: number): number {
    if (now >= this.#toldAt || now < this.#toldAt - SET_BACK_MS) this.#toldAt = now;
    return this.#toldAt;
  }

  /** Takes in how players are called, and shows it to the followers. */
  learn(names: Iterable<readonly [playerId: string, name: string]>): void {
    for (const [playerId, name] of names) this.names.set(playerId, name);
    this.standingNo += 1;
    this.wakeAll();
  }

  /** Whether somebody in this seat has been connected to this node since then or before. */
  isHereSince(seat: Seat, at: number): boolean {
    for (const follower of this.followers) {
      if (follower.seat === seat && (follower.since ?? Number.POSITIVE_INFINITY) <= at) return true;
    }
    return false;
  }

  wakeAll(): void {
    for (const follower of this.followers) follower.wake();
  }

  seatOf(playerId: string): Seat | null {
    const seat = this.#head.state.seats.indexOf(playerId);
    return seat < 0 ? null : seat;
  }
}
