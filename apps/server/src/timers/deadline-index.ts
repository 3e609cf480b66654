/**
 * What this node has put into the shared index of deadlines. An entry need not be right, only not too late: a deadline
 * that has moved on is corrected by whoever claims its entry, so that an ordinary move writes nothing.
 */
import type { LiveMatch } from "../live/live-match.js";
import type { StateMark, Timers } from "../ports.js";

/** Entries written in one round; the others have their turn in the next. */
const WRITTEN_AT_ONCE = 200;

export class DeadlineIndex {
  /** What this node knows to be in the index for a match, epoch milliseconds. */
  #known = new WeakMap<LiveMatch, number>();

  constructor(private readonly timers: Timers) {}

  /** Enters deadlines that are missing or come too late, and takes out those of matches without one. */
  async keep(now: number, lives: readonly LiveMatch[], afterMs: number): Promise<void> {
    const writes: Promise<void>[] = [];
    for (const live of lives) {
      const write = this.#write(live, now, afterMs);
      if (write !== null) writes.push(write);
      if (writes.length >= WRITTEN_AT_ONCE) break;
    }
    await Promise.all(writes);
  }

  /** The index was lost: everything is entered again. */
  forget(): void {
    this.#known = new WeakMap();
  }

  #write(live: LiveMatch, now: number, afterMs: number): Promise<void> | null {
    const { deadline } = live.head.state;
    const known = this.#known.get(live);
    if (deadline === null) {
      if (known === undefined) return null;
      this.#known.delete(live);
      return this.timers.clear(live.id, markOf(live));
    }
    const dueAt = deadline + afterMs;
    // An entry that has come due was claimed, and is whoever claimed it's to correct; ours may be gone by now.
    if (known !== undefined && known <= dueAt && known > now) return null;
    this.#known.set(live, dueAt);
    return this.timers.set(live.id, dueAt, markOf(live));
  }
}

function markOf({ epoch, head }: LiveMatch): StateMark {
  return { epoch, version: head.version };
}
