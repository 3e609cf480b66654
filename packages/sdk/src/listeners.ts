/** A set of listeners. One that throws does not keep the others from hearing. */
export class Listeners<T> {
  readonly #all = new Set<(value: T) => void>();

  get size(): number {
    return this.#all.size;
  }

  /** Adds a listener; the answer removes it. */
  add(listener: (value: T) => void): () => void {
    // A wrapper of its own, so that one function added twice is heard twice and removed once.
    const entry = (value: T): void => listener(value);
    this.#all.add(entry);
    return () => void this.#all.delete(entry);
  }

  tell(value: T): void {
    for (const listener of [...this.#all]) if (this.#all.has(listener)) guarded(() => listener(value));
  }

  clear(): void {
    this.#all.clear();
  }
}

/** Runs foreign code; what it throws surfaces as an uncaught error of its own, not inside ours. */
export function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
