/**
 * Lets the time of overdue seats run out. A timeout is an ordinary commit, so every node may try, as often as it likes.
 * Three ways lead to it, each enough by itself: what this node has in memory, the index of deadlines that all nodes
 * share, and a sweep of storage for what the other two forgot.
 */
import { creditOwed } from "../live/credit.js";
import { dueSeat } from "../live/due-seat.js";
import type { LiveMatch } from "../live/live-match.js";
import { settleEach } from "../live/settle-each.js";
import { timeoutOf } from "../live/decide-next.js";
import { submit } from "../live/submit.js";
import type { SubmitDeps } from "../live/submit-deps.js";
import { DeadlineIndex } from "./deadline-index.js";

export interface TimingOptions {
  /** A node that has just started lets no time run out: those who were on another are still on their way to it. */
  readonly warmUpMs: number;
}

/** Who takes a match of the index or of storage has it to itself for this long. */
const LEASE_MS = 2_000;
/** The index leaves a node that has the match in memory this much time to settle it by itself. */
const INDEX_AFTER_MS = 300;
const SWEEP_AFTER_MS = 250;
const SWEPT_AT_ONCE = 200;
/** Credits in one round: after an outage every match in memory has one coming. */
const GIVEN_AT_ONCE = 100;
const PAGES_PER_SWEEP = 10;
/** A match that cannot be settled (its rules throw, its log does not verify) is not loaded again before this. */
const GIVE_UP_MS = 60_000;

/** Newer than any state: nothing is due in a match that is not there. */
const NO_MATCH = { deadline: null, epoch: Number.MAX_SAFE_INTEGER, version: 0 };

export class Deadlines {
  readonly #index: DeadlineIndex;
  readonly #firesFrom: number;
  /** When each match that could not be settled may be tried again. */
  readonly #givenUp = new Map<string, number>();

  constructor(
    private readonly deps: SubmitDeps,
    { warmUpMs }: TimingOptions,
  ) {
    const { coordination, clock } = deps.ports;
    this.#index = new DeadlineIndex(coordination.timers);
    this.#firesFrom = clock.now() + warmUpMs;
  }

  /** Commits the timeout of each match in memory that is overdue, and keeps the index. @throws StorageUnavailable */
  async settleHere(): Promise<void> {
    const now = this.deps.ports.clock.now();
    const lives = [...this.deps.matches.all()].filter(({ frozen }) => frozen === null);
    await this.#index.keep(now, lives, this.deps.matches.graceMs + INDEX_AFTER_MS);
    if (!this.#mayFire()) return;
    await this.#giveBack(lives);
    if (now < this.#firesFrom) return;
    await settleEach(
      lives.filter((live) => this.#isOverdue(live.head.state.deadline, now)),
      (live) => this.#settle(live),
    );
  }

  /** The same for matches that the index says are due, whoever had them in memory. @throws StorageUnavailable */
  async settleIndexed(): Promise<void> {
    const now = this.deps.ports.clock.now();
    if (now < this.#firesFrom || !this.#mayFire()) return;
    const due = await this.deps.ports.coordination.timers.claimDue(now, LEASE_MS, SWEPT_AT_ONCE);
    await settleEach(due, (matchId) => this.#settleIndexed(matchId, now));
  }

  /** The same for matches that storage says are overdue: works without an index. @throws StorageUnavailable */
  async sweep(): Promise<void> {
    const { clock, store } = this.deps.ports;
    if (clock.now() < this.#firesFrom || !this.#mayFire()) return;
    for (let page = 0; page < PAGES_PER_SWEEP; page += 1) {
      const at = clock.now() - this.deps.matches.graceMs - SWEEP_AFTER_MS;
      const due = await store.claimOverdue({ at, leaseMs: LEASE_MS, limit: SWEPT_AT_ONCE });
      await settleEach(due, ({ matchId }) => this.#loadAndSettle(matchId));
      if (due.length < SWEPT_AT_ONCE) return;
    }
  }

  /** The index was lost: what this node has in memory is put back into it. */
  rebuild(): void {
    this.#index.forget();
  }

  /** Not while an outage could be hidden from this node, nor by a clock that is wrong. */
  #mayFire(): boolean {
    const { isCurrent, isClockRight } = this.deps.matches.outages;
    return isCurrent && isClockRight;
  }

  /** What an outage took is given back to those who look on, before they see their time run out; to all others later. */
  async #giveBack(lives: readonly LiveMatch[]): Promise<void> {
    const { outages } = this.deps.matches;
    const owed = lives.flatMap((live) => {
      const credit = live.queue.waiting === 0 ? creditOwed(live, outages) : null;
      return credit === null ? [] : [{ live, credit }];
    });
    const receivedAt = this.deps.ports.clock.now();
    await settleEach(owed.slice(0, GIVEN_AT_ONCE), ({ live, credit }) =>
      submit(this.deps, live, credit, { receivedAt }),
    );
  }

  #isOverdue(deadline: number | null, now: number): boolean {
    return deadline !== null && deadline + this.deps.matches.graceMs <= now;
  }

  /** Asks for the row before the whole match: most entries only lag behind a deadline that has moved on. */
  async #settleIndexed(matchId: string, now: number): Promise<void> {
    const { store, coordination } = this.deps.ports;
    const live = this.deps.matches.peek(matchId);
    const known = live ? { ...live.head.state, epoch: live.epoch, version: live.head.version } : null;
    const { deadline, ...of } = known ?? (await store.findMatch({ matchId })) ?? NO_MATCH;
    if (this.#isOverdue(deadline, now)) return this.#loadAndSettle(matchId);
    if (deadline === null) return coordination.timers.clear(matchId, of);
    await coordination.timers.set(matchId, deadline + this.deps.matches.graceMs + INDEX_AFTER_MS, of);
  }

  async #loadAndSettle(matchId: string): Promise<void> {
    const now = this.deps.ports.clock.now();
    if (now < (this.#givenUp.get(matchId) ?? 0)) return;
    this.#givenUp.delete(matchId);
    const found = await this.deps.matches.get(matchId);
    if (!found.ok || !(await this.#settle(found.value))) this.#giveUp(matchId, now);
  }

  /** Whether nothing is left to settle. */
  async #settle(live: LiveMatch): Promise<boolean> {
    const now = this.deps.ports.clock.now();
    if (!this.#isOverdue(live.head.state.deadline, now)) return true;
    const seat = dueSeat(live, now);
    if (seat === null) return false;
    if (!(await this.#isHeard(live))) return true;
    const result = await submit(this.deps, live, timeoutOf(live, seat), { receivedAt: now });
    if (result.ok) return true;
    this.deps.ports.log.debug({ matchId: live.id, reason: result.rejection.reason }, "a timeout changed nothing");
    return !this.#isOverdue(live.head.state.deadline, now);
  }

  /** Until every node has said that it holds no move that came in time, there is nothing to settle yet. */
  async #isHeard(live: LiveMatch): Promise<boolean> {
    const { deadline } = live.head.state;
    return deadline === null || this.deps.matches.outages.haveHeardAll(live.id, deadline);
  }

  #giveUp(matchId: string, now: number): void {
    for (const [known, until] of this.#givenUp) if (until <= now) this.#givenUp.delete(known);
    this.#givenUp.set(matchId, now + GIVE_UP_MS);
    this.deps.ports.log.warn({ matchId }, "an overdue match cannot be settled; it is left alone for a while");
  }
}
