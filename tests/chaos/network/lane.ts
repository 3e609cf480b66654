/** One direction of a connection through the proxy: what comes in on one socket leaves on the other, in order, in its time. */
import type { Socket } from "node:net";
import type { Chance } from "../../simulation/world/chance.js";
import type { Weather } from "./chaos-proxy.js";

export interface LaneRules {
  readonly weather: () => Weather;
  readonly isHeld: () => boolean;
  readonly chance: Chance;
  readonly reset: () => void;
  /** So many bytes that had come at `takenAt`, epoch milliseconds, are on their way. */
  readonly left: (bytes: number, takenAt: number) => void;
}

/** Bytes, or the end of the stream, and when they may leave. */
interface Parcel {
  readonly bytes: Buffer | null;
  readonly dueAt: number;
  readonly takenAt: number;
}

/** What waits beyond this is left in the sender's own buffers. */
const MOST_WAITING = 4_194_304;

export class Lane {
  readonly #parcels: Parcel[] = [];
  #waiting = 0;
  #timer: NodeJS.Timeout | null = null;
  #lastDueAt = 0;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly rules: LaneRules,
  ) {
    from.on("data", (bytes) => this.#take(bytes));
    from.on("end", () => this.#take(null));
    to.on("drain", () => this.pump());
    to.on("close", () => {
      if (this.#timer !== null) clearTimeout(this.#timer);
    });
  }

  /** When the oldest of what waits here came, epoch milliseconds; null: nothing waits. */
  get waitingSince(): number | null {
    return this.#parcels[0]?.takenAt ?? null;
  }

  /** Sends on what is due; looks again when the next is. */
  pump(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.to.destroyed) return;
    while (!this.rules.isHeld() && !this.to.writableNeedDrain) {
      const [next] = this.#parcels;
      if (next === undefined) break;
      const waitMs = next.dueAt - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.pump(), waitMs);
        break;
      }
      this.#parcels.shift();
      this.#send(next);
    }
    if (this.#waiting < MOST_WAITING) this.from.resume();
  }

  #take(bytes: Buffer | null): void {
    const { latencyMs, jitterMs } = this.rules.weather();
    const dueAt =
      latencyMs + jitterMs === 0 ? 0 : performance.now() + latencyMs + (2 * this.rules.chance.unit() - 1) * jitterMs;
    // Later bytes never overtake earlier ones.
    this.#lastDueAt = Math.max(this.#lastDueAt, dueAt);
    this.#parcels.push({ bytes, dueAt: this.#lastDueAt, takenAt: Date.now() });
    this.#waiting += bytes?.length ?? 0;
    if (this.#waiting >= MOST_WAITING) this.from.pause();
    this.pump();
  }

  #send({ bytes, takenAt }: Parcel): void {
    if (bytes === null) return void this.to.end();
    this.#waiting -= bytes.length;
    const { sliceBytes, resetShare } = this.rules.weather();
    if (this.rules.chance.is(resetShare)) {
      const part = bytes.subarray(0, this.rules.chance.below(bytes.length));
      this.rules.left(part.length, takenAt);
      this.to.write(part, () => this.rules.reset());
      return;
    }
    this.rules.left(bytes.length, takenAt);
    if (sliceBytes === 0) return void this.to.write(bytes);
    for (let at = 0; at < bytes.length; at += sliceBytes) this.to.write(bytes.subarray(at, at + sliceBytes));
  }
}
