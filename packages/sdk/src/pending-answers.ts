/** Requests that were sent on the present connection and not answered yet. */
import { HoldfastError, LostError } from "./errors.js";
import { ENDED_BY_US, type HeartbeatSocket } from "./heartbeat-socket.js";
import type { Clock } from "./ports.js";
import type { Answer } from "./wire.js";

/** A request unanswered for this long makes us ask for a sign of life; at twice the time a silent peer is given up. */
const PROBE_AFTER_MS = 2_500;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly stopWatching: () => void;
}

export class PendingAnswers {
  readonly #pending = new Map<number, Pending>();

  constructor(private readonly clock: Clock) {}

  /** The answer to a request about to be sent. @throws LostError, HoldfastError with the server's rejection */
  expect(id: number, socket: HeartbeatSocket, patienceMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, stopWatching: this.#watch(socket, patienceMs) });
    });
  }

  /** Hands an answer to whoever waits for it; one that nobody waits for is dropped. */
  deliver(frame: Answer): void {
    if (frame.kind !== "data" && frame.kind !== "failed") return;
    const pending = this.#take(frame.id);
    if (frame.kind === "data") pending?.resolve(frame.value);
    else pending?.reject(new HoldfastError(frame.rejection));
  }

  /** The connection is gone: whether the requests arrived is not known. */
  lose(): void {
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(new LostError());
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.stopWatching();
    return pending;
  }

  /** Gives the connection up when an answer does not come: soon if the peer is silent, later if it only is slow. */
  #watch(socket: HeartbeatSocket, patienceMs: number): () => void {
    const sentAt = this.clock.now();
    let cancel = this.clock.after(PROBE_AFTER_MS, () => {
      socket.ping();
      judgeLater();
    });
    const judgeLater = (): void => {
      cancel = this.clock.after(PROBE_AFTER_MS, () => {
        const isOut = this.clock.now() - sentAt >= patienceMs;
        if (isOut || socket.silentSince(sentAt)) socket.end(ENDED_BY_US.dead, "unanswered");
        else judgeLater();
      });
    };
    return () => cancel();
  }
}
