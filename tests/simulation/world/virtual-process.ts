/**
 * A program in a simulated world: a node, or a page with a client in it. It can die, at any of its awaits: what it had
 * asked for still happens, but no answer reaches it and no timer of it fires. It can be stopped for a while, as by
 * SIGSTOP: then everything that would have reached it does so when it goes on. And its clock may be wrong.
 */
import { type Happening, NOTHING, type Timeline } from "./timeline.js";

export class VirtualProcess {
  #isAlive = true;
  #goesOnAt: number | null = null;
  /** What has come while it was stopped, in order. */
  #held: Happening[] = [];
  /** By how much this process's clock is ahead, milliseconds. */
  clockOffsetMs = 0;
  readonly #onEnd: (() => void)[] = [];
  readonly #onPause: (() => void)[] = [];

  constructor(
    readonly name: string,
    private readonly timeline: Timeline,
  ) {}

  get isAlive(): boolean {
    return this.#isAlive;
  }
  get isPaused(): boolean {
    return this.#goesOnAt !== null;
  }

  /** Its own clock and timers: whole milliseconds, perhaps the wrong ones; delays are right whatever the clock shows. */
  readonly clock = {
    now: (): number => Math.floor(this.timeline.now + this.clockOffsetMs),
    after: (ms: number, task: Happening): (() => void) => {
      let isCancelled = false;
      const cancel = this.timeline.after(ms, () => this.reach(() => (isCancelled ? undefined : task())));
      return () => {
        isCancelled = true;
        cancel();
      };
    },
  };

  /** Something gets to this process from outside: now, when it goes on, or never. */
  reach(run: Happening): unknown {
    if (!this.#isAlive) return NOTHING;
    if (!this.isPaused && this.#held.length === 0) return run();
    this.#held.push(run);
    return NOTHING;
  }

  pause(ms: number): void {
    const at = this.timeline.now + ms;
    if (this.#goesOnAt !== null && this.#goesOnAt >= at) return;
    this.#goesOnAt = at;
    for (const run of this.#onPause) run();
    this.timeline.after(ms, () => (this.#goesOnAt === at ? this.goOn() : NOTHING));
  }

  /** Ends a pause: what has come meanwhile comes now, one after the other. */
  goOn(): void {
    this.#goesOnAt = null;
    this.#comeNext();
  }

  #comeNext(): unknown {
    if (this.isPaused || !this.#isAlive) return NOTHING;
    const next = this.#held.shift();
    if (next === undefined) return NOTHING;
    this.timeline.after(0, () => this.#comeNext());
    return next();
  }

  /** Runs whenever the process is stopped, outside of it. */
  onPause(run: () => void): void {
    this.#onPause.push(run);
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
