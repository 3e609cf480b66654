/** The matches this node has in memory: loads each once, keeps them level with the log, lets idle ones go. */
import {
  chainMisfit,
  type HeadLine,
  IntegrityFault,
  isIntact,
  type ReadCommit,
  rejection,
  type Rejection,
  type Result,
  StorageUnavailable,
  type StoredCommit,
} from "@holdfast/engine";
import type { Clock, Log, WakeupBus } from "../ports.js";
import { SharedFrames } from "./frames.js";
import { lineOf, type Standing, standingOf } from "./held-against-log.js";
import type { LiveMatch } from "./live-match.js";
import { NO_OUTAGES, type OutageBook } from "./outage-book.js";
import { CORRUPT, catchUp, type LoadDeps, loadMatch } from "./load-match.js";
import { type RulesWatch, UNWATCHED } from "./rules-watch.js";
import { settleEach } from "./settle-each.js";
import type { StandstillWatch } from "./standstill-watch.js";

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

export const NO_MATCH: Rejection = rejection(
  "not_found",
  "no_such_match",
  "There is no such match, or it is not yours to see.",
);

/** A match that is not level with its log, which says so, or says nothing of it. */
interface Apart {
  readonly live: LiveMatch;
  readonly line: HeadLine | undefined;
  readonly standing: Standing;
}

const TAKEN_BACK: Rejection = rejection(
  "routing_failed",
  "log_taken_back",
  "The match's log was taken back to an earlier time just now. Ask again.",
);

export class LiveMatches {
  readonly #byId = new Map<string, LiveMatch>();
  readonly #frames = new WeakMap<LiveMatch, SharedFrames>();
  readonly #loading = new Map<string, Promise<LiveMatch | Rejection | null>>();
  readonly #refused = new Map<string, { readonly rejection: Rejection; readonly until: number }>();
  /** Matches that may be old news; each is held against the log before it is served again. */
  readonly #doubted = new WeakSet<LiveMatch>();
  readonly #confirming = new WeakMap<LiveMatch, Promise<void>>();
  #doubts = 0;

  constructor(private readonly deps: LiveDeps) {
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

  /** The match, loaded if need be (once, however many ask). @throws StorageUnavailable */
  async get(matchId: string): Promise<Result<LiveMatch>> {
    this.deps.standstill?.look();
    const live = this.#byId.get(matchId) ?? this.#refusedLately(matchId) ?? (await this.#loadOnce(matchId));
    if (!live) return { ok: false, rejection: NO_MATCH };
    if ("code" in live && "recovery" in live) return { ok: false, rejection: live };
    if (this.#doubted.has(live)) await this.#confirm(live);
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

  /**
   * Reads what the log has beyond memory. Where the two do not fit, either the log was taken back, and the match goes on
   * from what that holds; or it does not verify, and the match is frozen. In the match's queue. @throws StorageUnavailable
   */
  async level(live: LiveMatch): Promise<void> {
    try {
      if (!(await catchUp(this.deps.store, live))) await this.regain(live);
    } catch (fault) {
      if (!(fault instanceof IntegrityFault)) throw fault;
      if (!(await this.regain(live))) this.freeze(live, fault);
    }
  }

  /**
   * Goes on from what the log holds, if it does not have what is held here any more. In the match's queue.
   * @returns whether it does that. @throws StorageUnavailable
   */
  async regain(live: LiveMatch): Promise<boolean> {
    const held = lineOf(live);
    const epoch = await this.deps.store.epochFor(live.id, held);
    if (epoch === held.epoch) return false;
    const again = epoch === null ? null : await this.#read(live.id);
    if (again === null || !("hosted" in again)) {
      live.frozen = again ?? NO_MATCH;
      live.wakeAll();
      return true;
    }
    const told = { matchId: live.id, epoch: again.epoch, version: again.head.version, before: held };
    this.deps.log.warn(told, "the log was taken back: the match goes on from what it holds");
    live.startOver(again.hosted, again.head);
    return true;
  }

  /** Anti-entropy: asks storage in one query which matches in memory are not level with the log, and sees to those. */
  async levelAll(): Promise<void> {
    // One that is busy finds out by itself: whatever it appends or refuses is held against the log.
    const lives = [...this.#byId.values()].filter((live) => live.frozen === null && live.queue.waiting === 0);
    if (lives.length > 0) await settleEach(await this.#apart(lives), (each) => this.#settle(each));
  }

  /** The same for one match: cheap when it is level, and in nobody's way. Not in its queue. @throws StorageUnavailable */
  async compare(live: LiveMatch): Promise<void> {
    for (const each of await this.#apart([live])) await this.#settle(each);
  }

  /** Those that are not level. */
  async #apart(lives: readonly LiveMatch[]): Promise<readonly Apart[]> {
    const held = lives.map(lineOf);
    const newest = await this.deps.store.versionsOf(lives.map((live) => live.id));
    return lives.flatMap((live, i): readonly Apart[] => {
      const line = newest.get(live.id);
      const standing = standingOf(held[i] ?? lineOf(live), line);
      if (standing === "level") this.#doubted.delete(live);
      // A match that was over is let go of some day.
      return standing === "level" || (line === undefined && isOver(live)) ? [] : [{ live, line, standing }];
    });
  }

  #settle({ live, line, standing }: Apart): Promise<void> {
    return live.queue.run(async () => {
      if (standing === "behind") return this.level(live);
      // The very log that is here, in a later epoch: nothing of it has to be read again.
      const isRenamed = line !== undefined && standingOf(lineOf(live), line) === "renamed";
      if (isRenamed) return live.startOver({ ...live.hosted, epoch: line.epoch }, live.head);
      await this.regain(live);
    });
  }

  /** This process stood still: what is in memory is held against the log, now or before it is next served. */
  doubtAll(): void {
    this.#doubts += 1;
    for (const live of this.#byId.values()) this.#doubted.add(live);
    this.levelAll().catch((fault: unknown) => this.deps.log.debug({ fault: String(fault) }, "still in doubt"));
  }

  /** Once, however many ask. Without storage what is here is served: it was true, and nobody can have gone on. */
  async #confirm(live: LiveMatch): Promise<void> {
    const asked = this.#confirming.get(live) ?? this.compare(live).finally(() => void this.#confirming.delete(live));
    this.#confirming.set(live, asked);
    try {
      await asked;
      this.#doubted.delete(live);
    } catch (fault) {
      if (!(fault instanceof StorageUnavailable)) throw fault;
    }
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

  /** Serves the match to nobody any more: what is stored of it does not add up. @returns what everybody is told. */
  freeze(live: LiveMatch, fault: IntegrityFault): Rejection {
    if (live.frozen) return live.frozen;
    live.frozen = CORRUPT;
    this.deps.log.error({ matchId: live.id, fault: fault.message }, "match frozen: its log does not verify");
    live.wakeAll();
    return CORRUPT;
  }

  /**
   * Stored commits after a version, at most `limit` and up to the head in memory at least: an unbroken part of the log.
   * What is not freezes the match. @throws StorageUnavailable
   */
  async readPage(live: LiveMatch, after: number, limit: number): Promise<Result<readonly StoredCommit[]>> {
    const { epoch, version } = lineOf(live);
    const read = await this.#trusting(live, () => this.#unbrokenPage(live, after, limit));
    if (!read.ok) return read;
    const last = after + read.value.length;
    const isWhole = last >= Math.min(version, after + limit);
    const isOfThisEpoch = read.value.every((one) => one.epoch === epoch);
    if (isWhole && isOfThisEpoch && live.epoch === epoch) return read;
    // Something else was read than what is here: the log may have been taken back, before that or since.
    const isTakenBack = await live.queue.run(() => this.regain(live));
    if (isTakenBack || !isOfThisEpoch || live.epoch !== epoch) return refusal(live.frozen ?? TAKEN_BACK);
    const fault = new IntegrityFault(live.id, last + 1, "the log ends before the version that was reached");
    return refusal(this.freeze(live, fault));
  }

  // oxlint-disable-next-line max-params -- what part of which log
  async #unbrokenPage(live: LiveMatch, after: number, limit: number): Promise<readonly ReadCommit[]> {
    const page = await this.deps.store.readCommits(live.id, after, limit);
    const commits = page.map(({ commit }) => commit);
    const misfit = chainMisfit(live, after, commits);
    if (misfit !== null) throw misfit;
    return page;
  }

  /** The stored commit with this msgId; null when there is none. One that was changed freezes the match. @throws StorageUnavailable */
  async findCommit(live: LiveMatch, actorId: string, msgId: string): Promise<Result<StoredCommit | null>> {
    const found = await this.#trusting(live, () => this.deps.store.findCommit(live.id, actorId, msgId));
    return found.ok && found.value ? this.checked(live, found.value) : found;
  }

  /** A commit from storage; one that is not what was written freezes the match. */
  checked(live: LiveMatch, stored: StoredCommit): Result<StoredCommit> {
    if (isIntact(stored.commit, live.sha256)) return { ok: true, value: stored };
    const { version } = stored.commit;
    const fault = new IntegrityFault(live.id, version, "the commit was changed after it was written");
    return { ok: false, rejection: this.freeze(live, fault) };
  }

  /** Nothing can be appended although nobody else was faster: the match is looked at as if it were loaded. @throws StorageUnavailable */
  async lookAgain(live: LiveMatch): Promise<void> {
    if (await this.regain(live)) return;
    const again = await this.#read(live.id);
    if (again !== null && "hosted" in again) return;
    live.frozen = again ?? NO_MATCH;
    live.wakeAll();
  }

  async #trusting<T>(live: LiveMatch, read: () => Promise<T>): Promise<Result<T>> {
    try {
      return { ok: true, value: await read() };
    } catch (fault) {
      if (!(fault instanceof IntegrityFault)) throw fault;
      return { ok: false, rejection: this.freeze(live, fault) };
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
    const doubts = this.#doubts;
    try {
      const live = await this.#read(matchId);
      if (live !== null && "hosted" in live) {
        this.#keep(live);
        // Read before this process stood still, or while it did.
        if (doubts !== this.#doubts) this.#doubted.add(live);
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

function isOver({ head }: LiveMatch): boolean {
  return head.state.status === "finished" || head.state.status === "aborted";
}

function refusal(why: Rejection): Result<never> {
  return { ok: false, rejection: why };
}
