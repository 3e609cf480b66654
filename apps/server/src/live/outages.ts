/**
 * What this node knows of times in which nobody could play, and whether it may hold any time against anybody just now.
 *
 * Nodes beat several times a second, and a silence of all of them that is longer than `gapMs` is kept by storage as an
 * outage. Whoever has beaten less than `gapMs` ago therefore knows of every outage there has been: nothing is taken from
 * anybody on less than that. A beat also says what its node has heard, and tells which node is silent.
 */
import {
  type Outage,
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
import { lengthened, merged } from "./standstills.js";

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
/** Nodes whose standstills are remembered: each life of a process is one. */
const MOST_NODES = 1_000;

export interface OutageDeps {
  readonly ports: Pick<Ports, "store"> & { readonly clock: Clock; readonly log: Log };
  readonly nodeId: string;
}

/** A stretch in which one node did not serve: this one, or another. */
export interface NodeStandstill extends Standstill {
  readonly isOwn: boolean;
}

/** What those who decide about time have to know. */
export interface OutageBook {
  /** Whether no outage can be hidden from this node. */
  readonly isCurrent: boolean;
  /**
   * Whether besides a beat has left since this moment: it was known then that the server was there. A time that is over
   * is held against somebody only when it is known of its very end, or else the end may have fallen into an outage that
   * has only begun.
   */
  knowsOf(at: number): boolean;
  /** Resolves when it does. @throws StorageUnavailable */
  catchUp(at: number): Promise<void>;
  /** Whether this node's clock may say that somebody's time is up. */
  readonly isClockRight: boolean;
  /** A time that this node's clock told, as storage's would have: the same while the clock is right. */
  corrected(at: number): number;
  /** In which nobody could play and which ended after this, in order. */
  standstillsAfter(at: number): readonly Standstill[];
  /** In which single nodes did not serve and which ended after this, or have not ended yet. */
  nodeStandstillsAfter(at: number): readonly NodeStandstill[];
  /** Takes note of a request for this match that came then; the answer takes note that it has been answered. */
  received(matchId: string, at: number): () => void;
  /**
   * Whether all that any living node received for this match before then has been answered: asked anew where that is
   * not known. Nobody's time is up before. @throws StorageUnavailable
   */
  haveHeardAll(matchId: string, before: number): Promise<boolean>;
  /**
   * Whether besides all living nodes have said since then of whom they could not tell the presence board: nobody's absence
   * is settled before.
   */
  haveAllSaid(at: number): boolean;
  /** From now on every beat says of which seats this node could not tell the presence board. */
  sayUnsaid(unsaid: () => readonly UnsaidSeat[]): void;
  /** Seats of which another node says that somebody may be there, whatever the presence board says. */
  unsaidSeats(matchId: string): readonly Seat[];
  /** Whether an absence counts as one just now. */
  readonly canSeeAbsence: boolean;
  /** Whether all nodes can say who is connected to them. */
  readonly isBoardTrue: boolean;
  /** When a grace of `ms` from then is over: what nobody could use of it does not count. */
  graceEnd(from: number, ms: number): number;
}

/** For those who know of no outages: nothing ever goes wrong. */
export const NO_OUTAGES: OutageBook = {
  isCurrent: true,
  knowsOf: () => true,
  catchUp: async () => {},
  isClockRight: true,
  corrected: (at) => at,
  standstillsAfter: () => [],
  nodeStandstillsAfter: () => [],
  received: () => () => {},
  haveHeardAll: async () => true,
  haveAllSaid: () => true,
  sayUnsaid: () => {},
  unsaidSeats: () => [],
  canSeeAbsence: true,
  isBoardTrue: true,
  graceEnd: (from, ms) => from + ms,
};

export class Outages implements OutageBook {
  readonly #check: ClockCheck;
  readonly #health: StorageHealth;
  readonly #hearing = new Hearing((at) => this.corrected(at));
  #isLeaving = false;
  /** By node: when it did not serve, as it said later or as was kept for it. */
  readonly #ofNodes = new Map<string, readonly Standstill[]>();
  #silent: readonly SilentNode[] = [];
  #service: readonly Standstill[] = [];
  #unseen: readonly Standstill[] = [];
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
    const over = [...this.#ofNodes].flatMap(([id, all]) => all.map((one) => ({ ...one, isOwn: id === nodeId })));
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
    const latest = this.#service.at(-1);
    if (latest === undefined || latest.to <= at) return [];
    return this.#service.filter(({ to }) => to > at);
  }

  get canSeeAbsence(): boolean {
    return this.#health.state === "up" && this.isCurrent && this.isClockRight && this.isBoardTrue;
  }
  get isBoardTrue(): boolean {
    return !this.#othersBlind && this.#blindSince === null && !this.#hearing.isUnsaidAnywhere;
  }

  graceEnd(from: number, ms: number): number {
    return lengthened(from, ms, this.#unseen);
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
    this.#learn(answer.outages);
    this.#hearing.learn(answer.others);
    this.#silent = answer.silent;
    this.#othersBlind = answer.blindSince !== null;
    this.#beatAt = answer.at;
    this.#sentAt = sentAt;
    this.#reportClock();
  }

  #learn(outages: readonly Outage[]): void {
    if (outages.length === 0) return;
    const of = (cause: Outage["cause"]) =>
      outages.filter((one) => one.cause === cause).map((one) => this.#standstill(one));
    const [service, presence] = [of("service"), of("presence")];
    this.#unseen = merged([...this.#unseen, ...service, ...presence]);
    this.#service = merged([...this.#service, ...service]);
    for (const one of outages) if (one.nodeId !== undefined) this.#learnOfNode(one.nodeId, this.#standstill(one));
  }

  #learnOfNode(nodeId: string, standstill: Standstill): void {
    this.#ofNodes.set(nodeId, merged([...(this.#ofNodes.get(nodeId) ?? []), standstill]));
    const oldest = this.#ofNodes.keys().next();
    if (this.#ofNodes.size > MOST_NODES && !oldest.done) this.#ofNodes.delete(oldest.value);
  }

  #standstill({ from, to }: Outage): Standstill {
    return { from, to, until: to + this.options.backMs };
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
