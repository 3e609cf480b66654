/** Virtual time: one heap of events. Nothing in a simulated world happens but from here, in one fixed order. */

/** What an event may answer that has touched nothing: then no promise needs to be waited for. */
export const NOTHING = "nothing";
/** Something that happens. */
export type Happening = () => unknown;

interface Due {
  readonly at: number;
  /** Of two events at one moment the one planned first happens first. */
  readonly order: number;
  run: Happening | null;
}

/** Every world begins at the same moment. */
export const WORLD_BEGINS = Date.UTC(2030, 0, 1);

const EVENTS_PER_BREATH = 512;

export class Timeline {
  #now = WORLD_BEGINS;
  #planned = 0;
  #happened = 0;
  readonly #heap: Due[] = [];

  /** Epoch milliseconds, the same for everybody: what a perfect clock would show. */
  get now(): number {
    return this.#now;
  }
  /** Events that have happened so far. */
  get happened(): number {
    return this.#happened;
  }

  /** Plans `run`; the answer cancels it. Fractions of a millisecond order events but never show. */
  after(ms: number, run: Happening): () => void {
    const due: Due = { at: this.#now + Math.max(0, ms), order: this.#planned, run };
    this.#planned += 1;
    this.#push(due);
    return () => {
      due.run = null;
    };
  }

  /** Lets everything planned until then happen; after each event all promises that can settle have settled. */
  async runUntil(end: number): Promise<void> {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > end) break;
      this.#pop();
      if (next.run === null) continue;
      this.#now = next.at;
      this.#happened += 1;
      if (next.run() === NOTHING) continue;
      await (this.#happened % EVENTS_PER_BREATH === 0 ? breath() : settled());
    }
    this.#now = end;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(due);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(due, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const least = isRight ? right : left;
      if (!isBefore(least, last)) break;
      heap[at] = least;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/**
 * Every promise callback that is ready has run: a tick asked for among them comes once there are no more. Three times as
 * fast as a turn of the event loop, which nothing in here needs.
 */
function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** A turn of the real event loop, for whoever else lives in this process. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
