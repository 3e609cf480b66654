/** Runs tasks one after the other, in the order they were given: the queue in front of one match. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Tasks given but not yet finished. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The task's own result; a task that fails does not stop those behind it. Where nobody waits it begins at once. */
  run<T>(task: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const before = this.#last;
    let end = () => {};
    // Set before the task begins: what it gives to this queue while beginning comes after it.
    this.#last = new Promise<void>((resolve) => {
      end = resolve;
    });
    const result = this.#waiting === 1 ? begun(task) : before.then(task);
    const done = () => {
      this.#waiting -= 1;
      end();
    };
    result.then(done, done);
    return result;
  }
}

/** What a task throws before it has a promise to give is thrown by the promise. */
function begun<T>(task: () => Promise<T>): Promise<T> {
  try {
    return task();
  } catch (fault) {
    return Promise.reject(fault);
  }
}
