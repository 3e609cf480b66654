import { ShiftedClock } from "./shifted-clock.js";

/** What looks at the clock finds that it stands where it was put; what waits, waits in real time. */
export class HeldClock extends ShiftedClock {
  #now: number;

  constructor(startsAt = Date.now()) {
    super();
    this.#now = startsAt;
  }

  override now(): number {
    return this.#now;
  }

  override skip(ms: number): void {
    this.#now += ms;
  }
}
