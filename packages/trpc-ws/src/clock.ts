/** Time as the adapter sees it. Tests give their own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `task` after `ms`; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
}

/** The machine's clock. Its timers keep no process alive: the sockets do. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
