import type { Clock } from "../../apps/server/src/ports.js";
/** A clock that stands still until a test moves it; tasks run in the order in which they are due. */
export declare class TestClock implements Clock {
  #private;
  constructor(startsAt?: number);
  now(): number;
  after(ms: number, run: () => void): () => void;
  /** Tasks that wait; a test that expects none to be left can say so. */
  get waiting(): number;
  /** Moves time forward, running what becomes due at its own time, and lets promises settle after each task. */
  advance(ms: number): Promise<void>;
}
