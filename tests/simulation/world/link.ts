/**
 * One connection between a page and a node. Both ends live in processes that can die; the network between them delays,
 * cuts, or goes silent. A frame that is lost or late by itself (a broken proxy would do that) dooms the connection:
 * whatever loses one frame does not carry the next thousand.
 */
import type { StateFrame } from "@holdfast/protocol";
import type { Chance } from "./chance.js";
import type { Faults } from "./faults.js";
import type { Timeline } from "./timeline.js";

/** One text frame; `state` is the state it brings, for those who take notes. */
export interface Frame {
  readonly text: string;
  readonly state?: StateFrame;
}
export interface LinkEnd {
  received(frame: Frame): void;
  /** What is sent from here is not read any more (true), or is again. */
  clogged?(isClogged: boolean): void;
  /** The connection is over, as far as this end can know. */
  closed(code: number, reason: string): void;
}
export interface Weather {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly faults: () => Faults;
}
type Side = "page" | "node";

const LATENCY_MS = [0.5, 12] as const;
const SLOW_MS = [50, 1_200] as const;
/** How much longer a connection lasts on which something was lost. */
const DOOMED_MS = [1_500, 9_000] as const;

export class Link {
  #isDoomed = false;
  #isOver = false;
  /** Nothing gets through any more, and nobody is told. */
  #isSilent = false;
  #losesState = false;
  /** What the page has not read yet; null while it reads. */
  #unread: Frame[] | null = null;
  readonly #lastAt: Record<Side, number> = { page: 0, node: 0 };
  readonly #ends: Partial<Record<Side, LinkEnd>> = {};

  constructor(
    private readonly weather: Weather,
    private readonly onOver: () => void,
  ) {}

  attach(side: Side, end: LinkEnd): void {
    this.#ends[side] = end;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Sends towards one side. */
  send(to: Side, frame: Frame): void {
    if (this.#isOver || this.#isSilent) return;
    if (to === "page" && this.#unread !== null) return void this.#unread.push(frame);
    const { chance, timeline } = this.weather;
    const faults = this.weather.faults();
    const isLoose = to === "page" ? frame.state !== undefined : isMutation(frame.text);
    if (frame.state !== undefined && this.#losesState) {
      this.#losesState = false;
      return;
    }
    if (isLoose && chance.is(faults.frameDrop)) {
      this.#doom();
      return;
    }
    const delay = chance.between(chance.is(faults.slowFrame) ? SLOW_MS : LATENCY_MS);
    const overtakes = isLoose && chance.is(faults.frameReorder);
    if (overtakes) this.#doom();
    const at = overtakes ? timeline.now + delay + 30 : Math.max(timeline.now + delay, this.#lastAt[to]);
    if (!overtakes) this.#lastAt[to] = at;
    this.#deliver(to, frame, at);
    if (isLoose && chance.is(faults.frameDuplicate)) this.#deliver(to, frame, at + chance.between([0, 400]));
  }

  /** One side ends it; the other is told, if the line still carries anything. */
  end(by: Side, code: number, reason: string): void {
    if (this.#isOver) return;
    const other = by === "page" ? "node" : "page";
    this.#tell(other, code, reason);
    this.#over();
  }

  /** The network ends it: both are told, or neither. */
  cut(isHalfOpen: boolean): void {
    if (this.#isOver) return;
    if (isHalfOpen) {
      this.#isSilent = true;
      return;
    }
    this.#tell("page", 1006, "");
    this.#tell("node", 1006, "");
    this.#over();
  }

  /** The next state sent to the page does not get there, and nothing else happens. */
  loseNextState(): void {
    this.#losesState = true;
  }

  get isClogged(): boolean {
    return this.#unread !== null;
  }

  /** The page stops reading. */
  clog(ms: number): void {
    if (this.#isOver || this.isClogged) return;
    this.#unread = [];
    this.#ends.node?.clogged?.(true);
    this.weather.timeline.after(ms, () => this.unclog());
  }

  /** The page reads on: first what was sent meanwhile. */
  unclog(): void {
    const unread = this.#unread;
    if (unread === null) return;
    this.#unread = null;
    for (const frame of unread) this.send("page", frame);
    this.#ends.node?.clogged?.(false);
  }

  /** The process of one side is gone. Its kernel says so, unless the machine is gone too. */
  died(side: Side, isHalfOpen: boolean): void {
    if (isHalfOpen) this.#isSilent = true;
    this.end(side, 1006, "");
  }

  /** Cuts it if anything was lost on it: the calm at the end is for whole connections. */
  cutIfDoomed(): void {
    if (this.#isDoomed || this.#isSilent) this.cut(false);
  }

  #doom(): void {
    if (this.#isDoomed) return;
    this.#isDoomed = true;
    const { timeline, chance } = this.weather;
    timeline.after(chance.between(DOOMED_MS), () => this.cut(false));
  }

  #over(): void {
    this.#isOver = true;
    this.onOver();
  }

  #tell(side: Side, code: number, reason: string): void {
    if (this.#isSilent) return;
    const { chance, timeline } = this.weather;
    // Behind everything that was sent before.
    const at = Math.max(timeline.now + chance.between(LATENCY_MS), this.#lastAt[side]);
    timeline.after(at - timeline.now, () => this.#ends[side]?.closed(code, reason));
  }

  #deliver(to: Side, frame: Frame, at: number): void {
    this.weather.timeline.after(at - this.weather.timeline.now, () => {
      if (!this.#isSilent) this.#ends[to]?.received(frame);
    });
  }
}

/** What a proxy may repeat without breaking the wire itself: a subscription's id can be used once only. */
function isMutation(text: string): boolean {
  return text.includes('"method":"mutation"');
}
