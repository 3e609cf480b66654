/**
 * A program in a simulated world: a node, or a page with a client in it. It can die, at any of its awaits: what it had
 * asked for still happens, but no answer reaches it and no timer of it fires. It can be stopped for a while, as by
 * SIGSTOP: then everything that would have reached it does so when it goes on. And its clock may be wrong.
 */
import type { Timeline } from "./timeline.js";

export class VirtualProcess {
  #isAlive = true;
  #pausedUntil = 0;
  /** By how much this process's clock is ahead, milliseconds. */
  clockOffsetMs = 0;
  readonly #onEnd: (() => void)[] = [];

  constructor(
    readonly name: string,
    private readonly timeline: Timeline,
  ) {}

  get isAlive(): boolean {
    return this.#isAlive;
  }
  get isPaused(): boolean {
    return this.#pausedUntil > this.timeline.now;
  }

  /** Its own clock and timers: whole milliseconds, perhaps the wrong ones; delays are right whatever the clock shows. */
  readonly clock = {
    now: (): number => Math.floor(this.timeline.now + this.clockOffsetMs),
    after: (ms: number, task: () => void): (() => void) => {
      let isCancelled = false;
      const cancel = this.timeline.after(ms, () => this.reach(() => isCancelled || task()));
      return () => {
        isCancelled = true;
        cancel();
      };
    },
  };

  /** Something gets to this process from outside: now, when it goes on, or never. */
  reach(run: () => void): void {
    if (!this.#isAlive) return;
    if (this.isPaused) this.timeline.after(this.#pausedUntil - this.timeline.now, () => this.reach(run));
    else run();
  }

  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.timeline.now + ms);
  }

  /** Runs when the process has ended, outside of it. */
  onEnd(run: () => void): void {
    this.#onEnd.push(run);
  }

  /** kill -9. */
  end(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    for (const run of this.#onEnd) run();
  }
}
