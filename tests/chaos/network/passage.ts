/** What a proxy has seen of one connection: how much of it went to the node when, and when something of it had to wait. */
import type { Moments } from "../measure/moments.js";

export interface Passage {
  /** The client's, by which it knows the connection as well. */
  readonly port: number;
  /** Epoch milliseconds; `to` is null as long as it is open. */
  readonly from: number;
  readonly to: number | null;
  /** So many bytes had gone to the node by then; in order. */
  readonly up: readonly { readonly upto: number; readonly at: number }[];
  /** When bytes waited here, in either direction. */
  readonly waits: readonly Moments[];
}

/** Less is what a busy machine takes by itself. */
const LEAST_MS = 20;

export class PassageNotes implements Passage {
  readonly from: number;
  to: number | null = null;
  readonly up: { readonly upto: number; readonly at: number }[] = [];
  readonly waits: Moments[] = [];
  #upto = 0;

  constructor(
    readonly port: number,
    private readonly now: () => number = Date.now,
  ) {
    this.from = now();
  }

  /** Bytes that had come at `takenAt` have left. */
  left(direction: "up" | "down", bytes: number, takenAt: number): void {
    const at = this.now();
    this.#waited(takenAt, at);
    if (direction === "down") return;
    this.#upto += bytes;
    this.up.push({ upto: this.#upto, at });
  }

  /** It is over; what came at one of these times waits no longer. */
  ended(waitingSince: readonly (number | null)[]): void {
    if (this.to !== null) return;
    this.to = this.now();
    for (const since of waitingSince) if (since !== null) this.#waited(since, this.to);
  }

  #waited(from: number, to: number): void {
    if (to - from >= LEAST_MS) this.waits.push({ from, to });
  }
}
