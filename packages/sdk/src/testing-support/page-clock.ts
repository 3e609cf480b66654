import type { Clock } from "../ports.js";

/** One page's clock: it shows the same time as all others, but its timers stop when the page is put to sleep or is gone. */
export class PageClock implements Clock {
  #state: "awake" | "asleep" | "gone" = "awake";
  #late: (() => void)[] = [];

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now();
  }

  after(ms: number, run: () => void): () => void {
    let isOff = false;
    const due = (): void => {
      if (isOff || this.#state === "gone") return;
      if (this.#state === "asleep") this.#late.push(due);
      else run();
    };
    const cancel = this.clock.after(ms, due);
    return () => {
      isOff = true;
      cancel();
    };
  }

  sleep(): void {
    this.#state = "asleep";
  }

  /** What came due meanwhile runs now. */
  wake(): void {
    this.#state = "awake";
    for (const run of this.#late.splice(0)) run();
  }

  stop(): void {
    this.#state = "gone";
  }
}
