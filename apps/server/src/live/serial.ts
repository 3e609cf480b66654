/** Runs tasks one after the other, in the order they were given: the queue in front of one match. */
export class Serial {
  #isBusy = false;
  /** What begins the tasks that wait, the next one first. */
  readonly #behind: (() => void)[] = [];

  /** Tasks given but not yet finished. */
  get waiting(): number {
    return this.#behind.length + (this.#isBusy ? 1 : 0);
  }

  /** The task's own result; a task that fails does not stop those behind it. Where nobody waits it begins at once. */
  run<T>(task: () => Promise<T>): Promise<T> {
    if (!this.#isBusy) return this.#begin(task);
    return new Promise((resolve) => this.#behind.push(() => resolve(this.#begin(task))));
  }

  #begin<T>(task: () => Promise<T>): Promise<T> {
    // Set before the task begins: what it gives to this queue while beginning comes after it.
    this.#isBusy = true;
    const result = begun(task);
    result.then(this.#next, this.#next);
    return result;
  }

  readonly #next = (): void => {
    this.#isBusy = false;
    this.#behind.shift()?.();
  };
}

/** What a task throws before it has a promise to give is thrown by the promise. */
function begun<T>(task: () => Promise<T>): Promise<T> {
  try {
    return task();
  } catch (fault) {
    return Promise.reject(fault);
  }
}
