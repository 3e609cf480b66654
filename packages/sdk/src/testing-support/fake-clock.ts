import type { Clock } from "../ports.js";

interface Task {
  readonly dueAt: number;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now = Date.UTC(2030, 0, 1);
  #tasks: Task[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const task = { dueAt: this.#now + Math.max(0, ms), run };
    this.#tasks.push(task);
    return () => {
      this.#tasks = this.#tasks.filter((each) => each !== task);
    };
  }

  /** Tasks not run and not cancelled. */
  get waiting(): number {
    return this.#tasks.length;
  }

  /** Moves time, running what becomes due at its own moment; promises settle after each task. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#tasks = this.#tasks.filter((each) => each !== next);
      this.#now = Math.max(this.#now, next.dueAt);
      next.run();
      await settled();
    }
    this.#now = end;
  }

  #next(end: number): Task | undefined {
    // Stable: of two tasks due at one moment the one set first runs first.
    return this.#tasks.filter(({ dueAt }) => dueAt <= end).sort((a, b) => a.dueAt - b.dueAt)[0];
  }
}

/** Every promise callback that is ready has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
