/** What has something to write at the end of a turn of the event loop. */
export interface Flushable {
  /** Gathers what is to be written. */
  gather(): void;
  /** Writes it. */
  flush(): void;
}

/**
 * So many gather, and then they write. Each write is a call of the system, after which the processor has forgotten how
 * to gather and what from; of more than these it would have forgotten what they gathered.
 */
const TOGETHER = 64;

/** Flushes everything that was added during a turn of the event loop at its end, once. */
export class Flusher {
  private added: Flushable[] = [];

  add(one: Flushable): void {
    if (this.added.push(one) === 1) setImmediate(this.run);
  }

  private readonly run = (): void => {
    const batch = this.added;
    this.added = [];
    for (let from = 0; from < batch.length; from += TOGETHER) {
      const to = Math.min(from + TOGETHER, batch.length);
      for (let i = from; i < to; i += 1) batch[i]?.gather();
      for (let i = from; i < to; i += 1) batch[i]?.flush();
    }
  };
}
