/** A clock that stands still until a test moves it; tasks run in the order in which they are due. */
export class TestClock {
  #now;
  #tasks = new Set();
  constructor(startsAt = Date.UTC(2030, 0, 1)) {
    this.#now = startsAt;
  }
  now() {
    return this.#now;
  }
  after(ms, run) {
    const task = { dueAt: this.#now + Math.max(0, ms), run };
    this.#tasks.add(task);
    return () => void this.#tasks.delete(task);
  }
  /** Tasks that wait; a test that expects none to be left can say so. */
  get waiting() {
    return this.#tasks.size;
  }
  /** Moves time forward, running what becomes due at its own time, and lets promises settle after each task. */
  async advance(ms) {
    const end = this.#now + ms;
    for (let next = this.#nextUntil(end); next !== undefined; next = this.#nextUntil(end)) {
      this.#tasks.delete(next);
      this.#now = Math.max(this.#now, next.dueAt);
      next.run();
      await settled();
    }
    this.#now = end;
    await settled();
  }
  #nextUntil(end) {
    const due = [...this.#tasks].filter((task) => task.dueAt <= end);
    return due.reduce((first, task) => (first && first.dueAt <= task.dueAt ? first : task), undefined);
  }
}
/** Every promise callback that is ready has run. */
function settled() {
  return new Promise((resolve) => setImmediate(resolve));
}
//# sourceMappingURL=test-clock.js.map
