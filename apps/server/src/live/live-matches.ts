/** The matches this node has in memory: loads each once, lets idle ones go. */
import type { Rejection, Result } from "@holdfast/engine";
import type { Clock, Log, WakeupBus } from "../ports.js";
import { Doubts } from "./doubts.js";
import { SharedFrames } from "./shared-frames.js";
import { Levelling } from "./levelling.js";
import type { LiveMatch } from "./live-match.js";
import { NO_OUTAGES, type OutageBook } from "./outage-book.js";
import { type LoadDeps, loadMatch } from "./load-match.js";
import { NO_MATCH } from "./no-match.js";
import { type RulesWatch, UNWATCHED } from "./rules-watch.js";
import type { StandstillWatch } from "./standstill-watch.js";
import { TrustedLogs } from "./trusted-logs.js";

const IDLE_MS = 60_000;
/** The same for a match that is over: hardly anybody comes back, and each is asked about all the time. Longer than any request takes. */
const OVER_IDLE_MS = 15_000;
/** How long the answer stands that a match cannot be served, and of how many it is remembered. */
const REFUSED_MS = 2_000;
const MAX_REFUSED = 1_000;

export interface LiveDeps extends Omit<LoadDeps, "now" | "onCorrupt" | "onMissingRules"> {
  readonly clock: Clock;
  readonly wakeups: WakeupBus;
  readonly log: Log;
  /** Looked at before anything is served; whoever made it calls `doubtAll`. */
  readonly standstill?: Pick<StandstillWatch, "look">;
  /** How long after a deadline a move that was received in time may still get to the log, and wins. */
  readonly graceMs: number;
  /** Called with each match that has a new head in memory. */
  readonly onHead?: (live: LiveMatch) => void;
  /** Left out: nobody knows of any. */
  readonly outages?: OutageBook;
}

export class LiveMatches {
  readonly levelling: Levelling;
  readonly logs: TrustedLogs;
  readonly #byId = new Map<string, LiveMatch>();
  readonly #frames = new WeakMap<LiveMatch, SharedFrames>();
  readonly #loading = new Map<string, Promise<LiveMatch | Rejection | null>>();
  readonly #refused = new Map<string, { readonly rejection: Rejection; readonly until: number }>();
  readonly #doubts = new Doubts((live) => this.levelling.compare(live));

  constructor(private readonly deps: LiveDeps) {
    const { store, log } = deps;
    const onLevel = (live: LiveMatch) => this.#doubts.dispel(live);
    this.levelling = new Levelling({ store, log, read: (matchId) => this.#read(matchId), onLevel });
    this.logs = new TrustedLogs({ store, log, regain: (live) => this.levelling.regain(live) });
    deps.store.health.onChange((state) => {
      for (const live of this.#byId.values()) live.setSaving(state !== "up");
    });
  }

  /** Whoever watches what rules do here. */
  get rules(): RulesWatch {
    return this.deps.rules ?? UNWATCHED;
  }

  /** Times in which nobody could play. */
  get outages(): OutageBook {
    return this.deps.outages ?? NO_OUTAGES;
  }

  get graceMs(): number {
    return this.deps.graceMs;
  }
  get size(): number {
    return this.#byId.size;
  }

  /** A match that is in memory already. */
  peek(matchId: string): LiveMatch | null {
    return this.#byId.get(matchId) ?? null;
  }

  /** A match that is being loaded just now, once it is there; null when it is not, or cannot be served. */
  async arriving(matchId: string): Promise<LiveMatch | null> {
    await this.#loading.get(matchId);
    return this.peek(matchId);
  }

  all(): Iterable<LiveMatch> {
    return this.#byId.values();
  }

  /** The match, where it is in memory and nothing about it is in doubt. */
  here(matchId: string): LiveMatch | null {
    this.deps.standstill?.look();
    const live = this.#byId.get(matchId);
    if (live === undefined || live.frozen !== null || this.#doubts.has(live)) return null;
    live.touchedAt = this.deps.clock.now();
    return live;
  }

  /** The match, loaded if need be (once, however many ask). @throws StorageUnavailable */
  async get(matchId: string): Promise<Result<LiveMatch>> {
    const here = this.here(matchId);
    if (here !== null) return { ok: true, value: here };
    const live = this.#byId.get(matchId) ?? this.#refusedLately(matchId) ?? (await this.#loadOnce(matchId));
    if (!live) return { ok: false, rejection: NO_MATCH };
    if ("code" in live && "recovery" in live) return { ok: false, rejection: live };
    if (this.#doubts.has(live)) await this.#doubts.confirm(live);
    if (live.frozen) return { ok: false, rejection: live.frozen };
    live.touchedAt = this.deps.clock.now();
    return { ok: true, value: live };
  }

  frames(live: LiveMatch): SharedFrames {
    const known = this.#frames.get(live);
    if (known) return known;
    const frames = new SharedFrames(live);
    this.#frames.set(live, frames);
    return frames;
  }

  /** Frames nobody will be told any more are let go of. */
  forgetFrames(): void {
    const now = this.deps.clock.now();
    for (const live of this.#byId.values()) this.#frames.get(live)?.forgetStale(now);
  }

  /** Anti-entropy: asks storage in one query which matches in memory are not level with the log, and sees to those. */
  async levelAll(): Promise<void> {
    // One that is busy finds out by itself: whatever it appends or refuses is held against the log.
    const lives = [...this.#byId.values()].filter((live) => live.frozen === null && live.queue.waiting === 0);
    await this.levelling.levelAll(lives);
  }

  /** This process stood still: what is in memory is held against the log, now or before it is next served. */
  doubtAll(): void {
    this.#doubts.raise(this.#byId.values());
    this.levelAll().catch((fault: unknown) => this.deps.log.debug({ fault: String(fault) }, "still in doubt"));
  }

  /**
   * Drops matches nobody watched or used for a minute, or for less once they are over, but for those `keep` still needs. A running clock is no reason
   * to stay: storage has its deadline.
   */
  dropIdle(keep: (matchId: string) => boolean): void {
    const now = this.deps.clock.now();
    for (const live of this.#byId.values()) {
      const idleMs = live.head.state.outcome === null ? IDLE_MS : OVER_IDLE_MS;
      const isUsed = live.followers.size > 0 || live.queue.waiting > 0 || live.touchedAt > now - idleMs;
      if (isUsed || keep(live.id)) continue;
      this.#byId.delete(live.id);
      this.#unfollow(live.id);
    }
  }

  /** A match that cannot be served is not looked at again for every request. */
  #refusedLately(matchId: string): Rejection | null {
    const refused = this.#refused.get(matchId);
    return refused !== undefined && refused.until > this.deps.clock.now() ? refused.rejection : null;
  }

  #remember(matchId: string, rejection: Rejection): void {
    if (this.#refused.size >= MAX_REFUSED) this.#refused.clear();
    this.#refused.set(matchId, { rejection, until: this.deps.clock.now() + REFUSED_MS });
  }

  #loadOnce(matchId: string): Promise<LiveMatch | Rejection | null> {
    const running = this.#loading.get(matchId);
    if (running) return running;
    const load = this.#load(matchId).finally(() => this.#loading.delete(matchId));
    this.#loading.set(matchId, load);
    return load;
  }

  async #load(matchId: string): Promise<LiveMatch | Rejection | null> {
    // Followed before it is read: a commit between the two is then hinted at, never missed.
    await this.deps.wakeups.follow(matchId);
    this.deps.settings?.follow(matchId);
    const doubts = this.#doubts.raised;
    try {
      const live = await this.#read(matchId);
      if (live !== null && "hosted" in live) {
        this.#keep(live);
        // Read before this process stood still, or while it did.
        if (doubts !== this.#doubts.raised) this.#doubts.add(live);
      } else if (live !== null) this.#remember(matchId, live);
      return live;
    } finally {
      if (!this.#byId.has(matchId)) this.#unfollow(matchId);
    }
  }

  #unfollow(matchId: string): void {
    this.deps.wakeups.unfollow(matchId);
    this.deps.settings?.unfollow(matchId);
  }

  /** Takes in what is set for this match, or, where it is null, for all that are here. */
  refreshSettings(matchId: string | null): void {
    const { settings } = this.deps;
    if (settings === undefined) return;
    if (matchId !== null) return this.peek(matchId)?.setSettings(settings.of(matchId));
    for (const live of this.#byId.values()) live.setSettings(settings.of(live.id));
  }

  #keep(live: LiveMatch): void {
    this.#byId.set(live.id, live);
    this.refreshSettings(live.id);
    live.setSaving(this.deps.store.health.state !== "up");
    const { onHead } = this.deps;
    if (onHead !== undefined) live.onCommit = () => onHead(live);
  }

  #read(matchId: string): Promise<LiveMatch | Rejection | null> {
    return loadMatch(
      {
        ...this.deps,
        now: () => this.deps.clock.now(),
        onCorrupt: (id, fault) =>
          this.deps.log.error({ matchId: id, fault: fault.message }, "match refused: its log does not verify"),
        onMissingRules: (id, { gameId, rulesVersion }) =>
          this.deps.log.warn({ matchId: id, game: gameId, rulesVersion }, "match refused: its rules are not here"),
      },
      matchId,
    );
  }
}
