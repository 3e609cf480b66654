/**
 * Holds a node's clock against storage's, which all nodes share. How far it is off is known to half of what the question
 * took; of the last few answers the quickest counts, unless the clock has been set since.
 */

/** One question: when it left and when its answer came, by this node's clock, and what storage's showed in between. */
export interface ClockSample {
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly at: number;
}

const KEPT = 5;

interface Reading {
  readonly aheadMs: number;
  readonly errorMs: number;
}

export class ClockCheck {
  #readings: readonly Reading[] = [];

  /** `toleranceMs` 0: the clock is not doubted. */
  constructor(private readonly toleranceMs: number) {}

  take({ sentAt, answeredAt, at }: ClockSample): void {
    const errorMs = Math.max(0, answeredAt - sentAt) / 2;
    const reading = { aheadMs: (sentAt + answeredAt) / 2 - at, errorMs };
    // What cannot be true at the same time was not: the clock was set in between.
    const fitting = this.#readings.filter(
      (known) => Math.abs(known.aheadMs - reading.aheadMs) <= known.errorMs + errorMs + this.toleranceMs / 2,
    );
    this.#readings = [reading, ...fitting].slice(0, KEPT);
  }

  /** By how much this node's clock is ahead, as far as that is known, milliseconds. */
  get aheadMs(): number {
    return Math.round(this.#best?.aheadMs ?? 0);
  }

  /** Whether it is off by no more than is tolerated, or could be. */
  get isRight(): boolean {
    const best = this.#best;
    if (this.toleranceMs === 0 || best === null) return true;
    return Math.abs(best.aheadMs) - best.errorMs <= this.toleranceMs;
  }

  get #best(): Reading | null {
    return this.#readings.reduce<Reading | null>(
      (best, one) => (best !== null && best.errorMs <= one.errorMs ? best : one),
      null,
    );
  }
}
