/**
 * What this node knows of times in which nobody could play, and whether it may hold any time against anybody just now.
 *
 * Nodes beat several times a second, and a silence of all of them that is longer than `gapMs` is kept by storage as an
 * outage. Whoever has beaten less than `gapMs` ago therefore knows of every outage there has been: nothing is taken from
 * anybody on less than that. A beat also says what its node has heard, and tells which node is silent.
 */
import {
  type Seat,
  type SilentNode,
  type Standstill,
  type StorageHealth,
  StorageUnavailable,
  type UnsaidSeat,
} from "@holdfast/engine";
import type { Clock, Log, Ports } from "../ports.js";
import { ClockCheck } from "./clock-check.js";
import { Hearing } from "./hearing.js";
import { KnownStandstills } from "./known-standstills.js";
import type { NodeStandstill, OutageBook } from "./outage-book.js";

export interface OutageOptions {
  /** Silence of all nodes that counts as an outage. */
  readonly gapMs: number;
  /** How long after an outage everybody who was there may need to be back. */
  readonly backMs: number;
  /** How far this node's clock may be off storage's; 0: that is not looked at. */
  readonly clockToleranceMs: number;
}
/** A client waits for at most ten seconds before it tries to connect again. */
export const OUTAGES: OutageOptions = { gapMs: 3_000, backMs: 10_000, clockToleranceMs: 100 };
/**
 * How often `beat` must be called: so often that half a second after a deadline all nodes have said what they had received
 * by then.
 */
export const BEAT_EVERY_MS = 389;
/** Nobody asks anew what was asked so short a time ago. */
const ASK_AGAIN_MS = 100;

/** Storage's clock and this node's may differ, and a failover may bring another: so much is asked for twice. */
const OVERLAP_MS = 60_000;

export interface OutageDeps {
  readonly ports: Pick<Ports, "store"> & { readonly clock: Clock; readonly log: Log };
  readonly nodeId: string;
}

export class Outages implements OutageBook {
  readonly #check: ClockCheck;
  readonly #health: StorageHealth;
  readonly #hearing = new Hearing((at) => this.corrected(at));
  #isLeaving = false;
  readonly #known: KnownStandstills;
  #silent: readonly SilentNode[] = [];
  /** Storage's clock at the last beat; 0 before the first. */
  #beatAt = 0;
  /** When the last beat that was answered had left, by this node's clock. */
  #sentAt = Number.NEGATIVE_INFINITY;
  #beating: Promise<void> | null = null;
  #othersBlind = false;
  #blindSince: number | null = null;
  #seeingAt: number;
  #wasRight = true;

  constructor(
    private readonly deps: OutageDeps,
    private readonly options: OutageOptions = OUTAGES,
  ) {
    const { store, clock } = deps.ports;
    this.#check = new ClockCheck(options.clockToleranceMs);
    this.#known = new KnownStandstills(options.backMs);
    this.#seeingAt = clock.now();
    this.#health = store.health;
    // The first to beat after an outage ends it.
    this.#health.onChange((state) => state === "up" && void this.beat().catch(() => {}));
  }

  /** Says that this node serves, and learns what the others found; one at a time. @throws StorageUnavailable */
  beat(): Promise<void> {
    this.#beating ??= this.#beatOnce().finally(() => {
      this.#beating = null;
    });
    return this.#beating;
  }

  /** Takes note of whether the board of who is connected answers. */
  noteBoard(answers: boolean): void {
    const now = this.deps.ports.clock.now();
    if (answers) this.#seeingAt = now;
    // A question that was lost once is no blindness.
    this.#blindSince = now - this.#seeingAt > this.options.gapMs ? this.#seeingAt : null;
  }

  get isCurrent(): boolean {
    const ago = this.deps.ports.clock.now() - this.#sentAt;
    return ago >= 0 && ago < this.options.gapMs;
  }

  knowsOf(at: number): boolean {
    return this.isCurrent && this.#sentAt >= at;
  }

  async catchUp(at: number): Promise<void> {
    // A beat that is under way may have left too long ago.
    for (let tries = 0; !this.knowsOf(at); tries += 1) {
      if (tries === 3) throw new StorageUnavailable(this.options.gapMs);
      await this.beat();
    }
  }

  received(matchId: string, at: number): () => void {
    return this.#hearing.received(matchId, at);
  }

  async haveHeardAll(matchId: string, before: number): Promise<boolean> {
    if (!this.#hearing.isDoneHere(matchId, before)) return false;
    const isDone = () => this.knowsOf(before) && this.#hearing.isDoneElsewhere(matchId, before);
    const askedAgo = this.deps.ports.clock.now() - this.#sentAt;
    if (!isDone() && (askedAgo < 0 || askedAgo >= ASK_AGAIN_MS)) await this.beat();
    return isDone() && this.#hearing.isDoneHere(matchId, before);
  }

  haveAllSaid(at: number): boolean {
    return this.knowsOf(at) && this.#hearing.haveOthersSaid(at);
  }

  unsaidSeats(matchId: string): readonly Seat[] {
    return this.#hearing.unsaidElsewhere(matchId);
  }

  sayUnsaid(unsaid: () => readonly UnsaidSeat[]): void {
    this.#hearing.unsaid = unsaid;
  }

  /** The last beat: from now on nobody waits for this node. @throws StorageUnavailable */
  async leave(): Promise<void> {
    await this.#beating?.catch(() => {});
    this.#isLeaving = true;
    await this.beat();
  }

  nodeStandstillsAfter(at: number): readonly NodeStandstill[] {
    const { nodeId } = this.deps;
    const over = this.#known.ofNodes(nodeId);
    const to = this.#beatAt;
    const until = to + this.options.backMs;
    const lasting = this.#silent.map(({ since: from }) => ({ from, to, until, isOwn: false }));
    return [...over, ...lasting].filter((one) => one.to > at);
  }

  get isClockRight(): boolean {
    return this.#check.isRight;
  }
  corrected(at: number): number {
    return this.isClockRight ? at : at - this.clockAheadMs;
  }
  get clockAheadMs(): number {
    return this.#check.aheadMs;
  }

  standstillsAfter(at: number): readonly Standstill[] {
    return this.#known.after(at);
  }

  get canSeeAbsence(): boolean {
    return this.#health.state === "up" && this.isCurrent && this.isClockRight && this.isBoardTrue;
  }
  get isBoardTrue(): boolean {
    return !this.#othersBlind && this.#blindSince === null && !this.#hearing.isUnsaidAnywhere;
  }

  graceEnd(from: number, ms: number): number {
    return this.#known.graceEnd(from, ms);
  }

  async #beatOnce(): Promise<void> {
    const { ports, nodeId } = this.deps;
    const { gapMs } = this.options;
    const since = Math.max(0, this.#beatAt - OVERLAP_MS);
    const sentAt = ports.clock.now();
    // Said before it is carried out: what comes in meanwhile is not meant by it.
    const heard = this.#isLeaving ? null : this.#hearing.heard(sentAt);
    const answer = await ports.store.beat({ nodeId, blindSince: this.#blindSince, gapMs, since, heard });
    this.#check.take({ sentAt, answeredAt: ports.clock.now(), at: answer.at });
    this.#known.learn(answer.outages);
    this.#hearing.learn(answer.others);
    this.#silent = answer.silent;
    this.#othersBlind = answer.blindSince !== null;
    this.#beatAt = answer.at;
    this.#sentAt = sentAt;
    this.#reportClock();
  }

  #reportClock(): void {
    const { isRight, aheadMs } = this.#check;
    if (isRight === this.#wasRight) return;
    this.#wasRight = isRight;
    const { log } = this.deps.ports;
    if (isRight) log.info({ aheadMs }, "this node's clock is right again");
    else log.warn({ aheadMs }, "this node's clock is not the database's: no time runs out here until it is set");
  }
}
