/** Requests that were sent on the present connection and not answered yet. */
import { MAX_FRAME_BYTES } from "@holdfast/protocol/limits";
import { HoldfastError, LostError } from "./errors.js";
import { ENDED_BY_US, type HeartbeatSocket } from "./heartbeat-socket.js";
import type { Clock } from "./ports.js";
import { type Answer, localRejection, type Request, requestFrame } from "./wire.js";

/**
 * While a request is unanswered its peer is asked for a sign of life this often, and given up when nothing was heard in
 * this time after the question. Twice this is to be within five seconds also where timers are late.
 */
const PROBE_EVERY_MS = 2_400;

const TOO_LARGE = localRejection("invalid_message", "too_large", "This is more than fits into one message.");

export interface Sending {
  readonly id: number;
  readonly socket: HeartbeatSocket;
  readonly patienceMs: number;
}

interface Pending {
  readonly kind: Request["kind"];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly stopWatching: () => void;
}

export class PendingAnswers {
  readonly #pending = new Map<number, Pending>();

  constructor(private readonly clock: Clock) {}

  /** Something that changes a match is among them. */
  get hasMutations(): boolean {
    return [...this.#pending.values()].some(({ kind }) => kind === "mutation");
  }

  /** Sends a request; the answer to it. @throws LostError, HoldfastError with the server's rejection or `too_large` */
  ask(request: Request, { id, socket, patienceMs }: Sending): Promise<unknown> {
    const text = requestFrame(id, request.kind, request);
    // The server would refuse it unread, and so could not say which request it was.
    if (new TextEncoder().encode(text).length > MAX_FRAME_BYTES) return Promise.reject(new HoldfastError(TOO_LARGE));
    const answer = new Promise((resolve, reject) => {
      const { kind } = request;
      this.#pending.set(id, { kind, resolve, reject, stopWatching: this.#watch(socket, patienceMs) });
    });
    socket.send(text);
    return answer;
  }

  /** Hands an answer to whoever waits for it; one that nobody waits for is dropped. */
  deliver(frame: Answer): void {
    if (frame.kind !== "data" && frame.kind !== "failed") return;
    const pending = this.#take(frame.id);
    if (frame.kind === "data") pending?.resolve(frame.value);
    else pending?.reject(new HoldfastError(frame.rejection));
  }

  /** The connection is gone. `isUnread`: nothing that was sent on it was read; otherwise that is not known. */
  lose(isUnread: boolean): void {
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(new LostError(isUnread));
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
