/**
 * Tells listeners the events of every version once and in order. Versions that the server folded into one frame
 * are read from the log, if anybody listens.
 */
import type { StateFrame, VersionedEvents } from "@holdfast/protocol";
import { HoldfastError } from "./errors.js";
import { Listeners } from "./listeners.js";

export class EventStream {
  readonly #listeners = new Listeners<VersionedEvents>();
  /** Every version up to here was told. */
  #told: number;
  #isReading = false;
  /** While reading: how far to read. */
  #target = 0;
  #isClosed = false;
  /** Counts restarts: what was read for an earlier one is not told. */
  #incarnation = 0;

  constructor(
    told: number,
    /** Everything after a version, in order. */
    private readonly readLog: (after: number) => Promise<readonly VersionedEvents[]>,
  ) {
    this.#told = told;
  }

  listen(listener: (events: VersionedEvents) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Begins afresh at a version: nothing before it is told. */
  restart(version: number): void {
    this.#incarnation += 1;
    this.#told = version;
    this.#target = version;
  }

  /** Takes the events that came with a frame of this epoch. */
  take(frame: StateFrame): void {
    if (frame.version <= this.#told) return;
    this.#target = Math.max(this.#target, frame.version);
    if (this.#isReading) return;
    if (isWhole(frame, this.#told)) return this.#tell(frame.events, frame.version);
    if (this.#listeners.size === 0) this.#told = frame.version;
    else void this.#catchUp();
  }

  close(): void {
    this.#isClosed = true;
    this.#listeners.clear();
  }

  async #catchUp(): Promise<void> {
    this.#isReading = true;
    try {
      while (this.#told < this.#target && !this.#isClosed) {
        const [goal, incarnation] = [this.#target, this.#incarnation];
        const events = await this.readLog(this.#told);
        if (incarnation === this.#incarnation) this.#tell(events, goal);
      }
    } catch (error) {
      // Unreachable for now: the next frame tries again. Never allowed: go on from what is on the table.
      if (!mayPass(error)) this.#told = this.#target;
    } finally {
      this.#isReading = false;
    }
  }

  #tell(events: readonly VersionedEvents[], upTo: number): void {
    for (const each of [...events].sort((a, b) => a.version - b.version)) {
      // Told before, or a listener closed this.
      if (each.version <= this.#told || this.#isClosed) continue;
      this.#told = each.version;
      this.#listeners.tell(each);
    }
    this.#told = Math.max(this.#told, upTo);
  }
}

function mayPass(error: unknown): boolean {
  return (
    error instanceof HoldfastError && (error.rejection.recovery === "retry" || error.rejection.recovery === "wait")
  );
}

function isWhole({ from, version, skipped, events }: StateFrame, told: number): boolean {
  if (skipped) return false;
  if (from !== null) return from <= told;
  return events.some((each) => each.version === version) && version === told + 1;
}
