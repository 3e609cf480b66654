export interface Flushable {
  flush(): void;
}

/** Flushes everything that was added during a turn of the event loop at its end, once. */
export class Flusher {
  private added: Flushable[] = [];

  add(one: Flushable): void {
    if (this.added.push(one) === 1) setImmediate(this.run);
  }

  private readonly run = (): void => {
    const batch = this.added;
    this.added = [];
    for (const one of batch) one.flush();
  };
}
