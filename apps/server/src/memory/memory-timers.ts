import type { StateMark, Timers } from "../ports.js";

interface Entry {
  readonly dueAt: number;
  readonly of: StateMark;
}

/** Deadlines by key. A claim pushes the deadline by the lease, so an unfinished one comes back by itself. */
export class MemoryTimers implements Timers {
  readonly #entries = new Map<string, Entry>();

  async set(key: string, dueAt: number, of: StateMark): Promise<void> {
    if (!this.#isOutdone(key, of)) this.#entries.set(key, { dueAt, of });
  }

  async clear(key: string, of: StateMark): Promise<void> {
    if (!this.#isOutdone(key, of)) this.#entries.delete(key);
  }

  async claimDue(now: number, leaseMs: number, limit: number): Promise<readonly string[]> {
    const due = [...this.#entries].filter(([, { dueAt }]) => dueAt <= now);
    const claimed = due.sort(([, a], [, b]) => a.dueAt - b.dueAt).slice(0, limit);
    return claimed.map(([key, { of }]) => {
      this.#entries.set(key, { dueAt: now + leaseMs, of });
      return key;
    });
  }

  #isOutdone(key: string, of: StateMark): boolean {
    const held = this.#entries.get(key)?.of;
    if (held === undefined || held.epoch < of.epoch) return false;
    return held.epoch > of.epoch || held.version > of.version;
  }
}
