/**
 * Rings for what takes too long. Made for statements, nearly all of which are answered in time: one timer serves for all
 * of them, and is left running when what it was set for is done. Setting and clearing a timer for each took a paced server
 * 40 µs of processor time a statement.
 */
export interface AlarmClock {
  /** Milliseconds on any clock that nobody sets. */
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
}

export interface Watched {
  readonly dueAt: number;
  readonly ring: () => void;
}

/** Who looks so much later than meant, milliseconds, was kept from it: what came meanwhile has not been read either. */
const KEPT_MS = 50;

export class Alarm {
  private readonly watched = new Set<Watched>();
  private armedFor = Number.POSITIVE_INFINITY;
  private isSecondLook = false;
  private disarm = () => {};

  constructor(private readonly clock: AlarmClock) {}

  /** Rings after `ms`, once, unless `done` is called with the answer before. */
  watch(ms: number, ring: () => void): Watched {
    const watched = { dueAt: this.clock.now() + ms, ring };
    this.watched.add(watched);
    if (watched.dueAt < this.armedFor) this.arm(watched.dueAt, ms);
    return watched;
  }

  done(watched: Watched): void {
    this.watched.delete(watched);
  }

  /** Rings for nothing any more that is watched now. */
  close(): void {
    this.watched.clear();
    this.disarm();
    this.armedFor = Number.POSITIVE_INFINITY;
  }

  private arm(dueAt: number, ms: number): void {
    this.disarm();
    this.armedFor = dueAt;
    this.disarm = this.clock.after(ms, () => this.look());
  }

  private look(): void {
    const now = this.clock.now();
    const mayBeUnread = !this.isSecondLook && now - this.armedFor > KEPT_MS;
    this.isSecondLook = mayBeUnread;
    // Timers come before what can be read: with the next one it has been.
    if (mayBeUnread) return this.arm(now, 1);
    this.armedFor = Number.POSITIVE_INFINITY;
    const due = [...this.watched].filter(({ dueAt }) => dueAt <= now);
    for (const one of due) this.watched.delete(one);
    let next = Number.POSITIVE_INFINITY;
    for (const { dueAt } of this.watched) next = Math.min(next, dueAt);
    if (next < this.armedFor) this.arm(next, next - now);
    for (const { ring } of due) ring();
  }
}

/** The process's own timers, which do not keep it running: what is watched does that. */
export const PROCESS_CLOCK: AlarmClock = {
  now: () => performance.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms).unref();
    return () => clearTimeout(timer);
  },
};
