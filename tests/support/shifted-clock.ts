import type { Clock } from "../../apps/server/src/ports.js";

/** Real time, moved: what waits, waits as long as it says; what looks at the clock finds that time has passed. */
export class ShiftedClock implements Clock {
  #shiftMs = 0;

  now(): number {
    return Date.now() + this.#shiftMs;
  }

  after(ms: number, task: () => void): () => void {
    const timer = setTimeout(task, Math.max(0, ms));
    timer.unref();
    return () => clearTimeout(timer);
  }

  /** From now on it is so much later. */
  skip(ms: number): void {
    this.#shiftMs += ms;
  }
}
