/** Requests that were sent on the present connection and not answered yet. */
import { HoldfastError, LostError } from "./errors.js";
import { ENDED_BY_US, type HeartbeatSocket } from "./heartbeat-socket.js";
import type { Clock } from "./ports.js";
import type { Answer } from "./wire.js";

/**
 * While a request is unanswered its peer is asked for a sign of life this often, and given up when nothing was heard in
 * this time after the question.
 */
const PROBE_EVERY_MS = 2_500;

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
    let cancel = (): void => {};
    const probe = (isSilent: () => boolean): void => {
      cancel = this.clock.after(PROBE_EVERY_MS, () => {
        const now = this.clock.now();
        if (isSilent() || now - sentAt >= patienceMs) return socket.end(ENDED_BY_US.dead, "unanswered");
        socket.ping();
        probe(() => socket.silentSince(now));
      });
    };
    probe(() => false);
    return () => cancel();
  }
}
