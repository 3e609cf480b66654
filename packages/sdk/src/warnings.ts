/** Says in time that one's own time is running out: the server says when, its clock is estimated, a timer waits. */
import type { Seat } from "@holdfast/engine";
import type { StateFrame } from "@holdfast/protocol";
import { Listeners } from "./listeners.js";
import type { Clock } from "./ports.js";

/** The time of this player is running out. */
export interface TimeWarning {
  /** When it is up, epoch milliseconds on the server's clock. */
  readonly deadline: number;
  readonly remainingMs: number;
}
type Timed = Pick<StateFrame, "deadline" | "timing" | "you" | "saving" | "pause">;

export class Warnings {
  readonly #listeners = new Listeners<TimeWarning>();
  #cancel = (): void => {};
  #latest: Timed | null = null;
  /** The moment that was warned of last: none before it is warned of again for the same deadline. */
  #told = { deadline: 0, at: 0 };

  constructor(
    private readonly clock: Clock,
    /** Epoch milliseconds on the server's clock. */
    private readonly serverNow: () => number,
  ) {}

  listen(listener: (warning: TimeWarning) => void): () => void {
    const stop = this.#listeners.add(listener);
    this.#wait();
    return stop;
  }

  /** What holds now; called with every snapshot. */
  update(snapshot: Timed): void {
    this.#latest = snapshot;
    this.#wait();
  }

  stop(): void {
    this.#cancel();
    this.#latest = null;
    this.#listeners.clear();
  }

  #wait(): void {
    this.#cancel();
    this.#cancel = () => {};
    if (this.#latest === null || this.#listeners.size === 0) return;
    const { deadline, timing, you, saving, pause } = this.#latest;
    // Time stands still; with what deadline it goes on is told then.
    if (saving || pause) return;
    if (deadline === null || !isConcerned(timing?.seats, you.seat)) return;
    const now = this.serverNow();
    const told = this.#told.deadline === deadline ? this.#told.at : 0;
    const moments = (timing?.warnAt ?? []).filter((at) => at > told);
    // Of several that went by unseen one is told, while there is still time.
    const missed = Math.max(0, ...moments.filter((at) => at <= now));
    const next = Math.min(...moments.filter((at) => at > now));
    if (missed > 0 && now < deadline) return this.#tell(deadline, missed);
    if (Number.isFinite(next)) this.#cancel = this.clock.after(next - now, () => this.#wait());
  }

  #tell(deadline: number, at: number): void {
    this.#told = { deadline, at };
    this.#listeners.tell({ deadline, remainingMs: Math.max(0, deadline - this.serverNow()) });
    this.#wait();
  }
}

function isConcerned(seats: readonly Seat[] | undefined, seat: Seat | null): boolean {
  return seat !== null && (seats?.includes(seat) ?? false);
}
