import type { Timers } from "../ports.js";

/** Deadlines by key. A claim pushes the deadline by the lease, so an unfinished one comes back by itself. */
export class MemoryTimers implements Timers {
  readonly #dueAt = new Map<string, number>();

  async set(key: string, dueAt: number): Promise<void> {
    this.#dueAt.set(key, dueAt);
  }

  async clear(key: string): Promise<void> {
    this.#dueAt.delete(key);
  }

  async claimDue(now: number, leaseMs: number, limit: number): Promise<readonly string[]> {
    const due = [...this.#dueAt].filter(([, dueAt]) => dueAt <= now);
    const claimed = due.sort(([, a], [, b]) => a - b).slice(0, limit);
    return claimed.map(([key]) => {
      this.#dueAt.set(key, now + leaseMs);
      return key;
    });
  }
}
