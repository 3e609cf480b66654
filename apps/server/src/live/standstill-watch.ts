/** Notices that this process stood still (frozen, starved, or its machine asleep): what it holds may be old news. */
import type { Clock } from "../ports.js";

/** Longer than anything that is meant to happen between two looks, and than a busy loop takes. */
const STANDSTILL_MS = 1_000;
/** How often `look` must be called at least, by a timer. */
export const LOOK_EVERY_MS = 241;

export class StandstillWatch {
  #lastLook: number;

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly onStandstill: (ms: number) => void,
  ) {
    this.#lastLook = clock.now();
  }

  /**
   * To be called by a timer, and before anything is served: a process that wakes up may hear its clients before its
   * timers.
   */
  look(): void {
    const now = this.clock.now();
    const ms = now - this.#lastLook;
    this.#lastLook = now;
    if (ms > STANDSTILL_MS) this.onStandstill(ms);
  }
}
