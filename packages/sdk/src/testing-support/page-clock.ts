import type { Clock } from "../ports.js";

/**
 * One page: it shows the same time as all others, but neither its timers nor the network reach it while it sleeps, and
 * nothing does once it is gone.
 */
export class PageClock implements Clock {
  #state: "awake" | "asleep" | "gone" = "awake";
  #late: (() => void)[] = [];
  /** When it last woke up. */
  awakeSince: number;

  constructor(private readonly clock: Clock) {
    this.awakeSince = clock.now();
  }

  get isAwake(): boolean {
    return this.#state === "awake";
  }

  now(): number {
    return this.clock.now();
  }

  after(ms: number, run: () => void): () => void {
    let isOff = false;
    const cancel = this.clock.after(ms, () => this.reach(() => isOff || run()));
    return () => {
      isOff = true;
      cancel();
    };
  }

  /** Something comes in from outside: now, when it wakes up, or never. */
  reach(run: () => void): void {
    if (this.#state === "asleep") this.#late.push(run);
    else if (this.#state === "awake") run();
  }

  sleep(): void {
    if (this.#state === "awake") this.#state = "asleep";
  }

  /** What came meanwhile is seen to now. */
  wake(): void {
    if (this.#state !== "asleep") return;
    this.#state = "awake";
    this.awakeSince = this.clock.now();
    for (const run of this.#late.splice(0)) run();
  }

  stop(): void {
    this.#state = "gone";
    this.#late = [];
  }
}
