/**
 * The moves of one match on their way to the log: one in flight, the others behind it in order. An entry is
 * stored before it is sent and forgotten only on a definite answer, so a reload goes on with the same msgId.
 *
 * `queued` -> `sent` -> answered. A promise may end earlier (deadline, cancelled); what was sent is kept and
 * settled all the same, before anything behind it.
 */
import type { Rejection, Result } from "@holdfast/engine";
import { ask } from "./ask.js";
import type { Link } from "./connection.js";
import { ClosedError, HoldfastError, UncertainError } from "./errors.js";
import { OutboxPages, type StoredEntry } from "./outbox-pages.js";
import type { CancelSignal, KeyValueStorage, Ports } from "./ports.js";
import { whenOpen } from "./waiting.js";
import { localRejection, type Request } from "./wire.js";

export interface OutboxOptions {
  readonly matchId: string;
  /** Names the seat: entries of another seat are left alone. */
  readonly place: string;
  readonly link: Link;
  readonly ports: Pick<Ports, "clock" | "random">;
  readonly storage: KeyValueStorage;
  /** A move was refused for now (true), or that is over (false). */
  readonly onTrouble: (isTroubled: boolean) => void;
}
export interface Posting {
  readonly timeoutMs: number;
  readonly signal?: CancelSignal | undefined;
}

interface Entry extends StoredEntry {
  wasSent: boolean;
  /** Ends the promise of whoever posted it. */
  settle: (outcome: Result<unknown> | Error) => void;
}

const NOT_SENT = localRejection("routing_failed", "not_sent", "There was no connection in time, so nothing was sent.");

export class Outbox {
  readonly #pages: OutboxPages;
  #queue: Entry[] = [];
  #state: "open" | "paused" | "closed" = "open";
  /** The one in flight. */
  #current: { readonly entry: Entry; readonly stop: AbortController } | null = null;
  readonly #stopListening: () => void;
  #onDrained: () => void = () => {};

  constructor(private readonly options: OutboxOptions) {
    this.#pages = new OutboxPages(options.storage, options);
    this.#stopListening = options.link.changes.add((connection) => {
      if (connection.status === "refused") this.#refuseUnsent(connection.rejection);
    });
  }

  /** Goes on with what an earlier page left behind for this seat. Called once, before anything is posted. */
  adopt(): void {
    this.#queue = this.#pages.all().map((stored) => ({ ...stored, wasSent: true, settle: () => {} }));
    if (this.#queue.length > 0) this.#pump();
  }

  /**
   * The definite answer. @throws UncertainError at the deadline when it was sent, HoldfastError `not_sent` when it
   * was not, the signal's reason when cancelled, ClosedError.
   */
  post(stored: StoredEntry, posting: Posting): Promise<Result<unknown>> {
    if (this.#state === "closed") return Promise.reject(new ClosedError("match"));
    if (posting.signal?.aborted) return Promise.reject(posting.signal.reason);
    return new Promise((resolve, reject) => {
      const entry: Entry = { ...stored, wasSent: false, settle: () => {} };
      const release = this.#limit(entry, posting);
      entry.settle = (outcome) => {
        entry.settle = () => {};
        release();
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      this.options.link.wake();
      this.#queue.push(entry);
      this.#pages.put(stored);
      this.#pump();
    });
  }

  /** Another connection holds the seat: nothing is sent until `resume`. What was not sent yet is refused. */
  pause(rejection: Rejection): void {
    if (this.#state === "open") this.#state = "paused";
    this.#refuseUnsent(rejection);
    this.#current?.stop.abort();
  }

  resume(): void {
    if (this.#state === "paused") this.#state = "open";
    this.#pump();
  }

  /** The match is closed to us: what was not sent is refused, and `done` runs once what was sent has its answer. */
  drain(rejection: Rejection, done: () => void): void {
    this.#refuseUnsent(rejection);
    if (this.#queue.length === 0) return done();
    this.#onDrained = done;
  }

  /** Stops for good. What was sent stays stored; what was not is forgotten. */
  close(): void {
    this.#state = "closed";
    this.#stopListening();
    this.#current?.stop.abort();
    for (const entry of this.#queue.splice(0)) {
      if (!entry.wasSent) this.#pages.drop(entry.msgId);
      entry.settle(entry.wasSent ? this.#uncertain(entry) : new ClosedError("match"));
    }
  }

  #limit(entry: Entry, { timeoutMs, signal }: Posting): () => void {
    const stopTimer = this.options.ports.clock.after(timeoutMs, () =>
      this.#giveUp(entry, entry.wasSent ? this.#uncertain(entry) : new HoldfastError(NOT_SENT)),
    );
    const cancelled = (): void => this.#giveUp(entry, asError(signal?.reason));
    signal?.addEventListener("abort", cancelled);
    return () => {
      stopTimer();
      signal?.removeEventListener("abort", cancelled);
    };
  }

  /** The promise ends; what was sent stays in the queue until it is settled. */
  #giveUp(entry: Entry, error: Error): void {
    if (!entry.wasSent) this.#remove(entry);
    entry.settle(error);
  }

  #refuseUnsent(rejection: Rejection): void {
    for (const entry of this.#queue.filter((each) => !each.wasSent)) {
      this.#remove(entry);
      entry.settle({ ok: false, rejection });
    }
  }

  #remove(entry: Entry): void {
    this.#queue = this.#queue.filter((each) => each !== entry);
    this.#pages.drop(entry.msgId);
    if (this.#current?.entry === entry) this.#current.stop.abort();
  }

  #pump(): void {
    const entry = this.#queue[0];
    if (!entry || this.#current || this.#state !== "open") return;
    const stop = new AbortController();
    this.#current = { entry, stop };
    void this.#deliver(entry, stop.signal).finally(() => {
      this.#current = null;
      this.options.onTrouble(false);
      if (this.#queue.length === 0) this.#onDrained();
      this.#pump();
    });
  }

  async #deliver(entry: Entry, signal: AbortSignal): Promise<void> {
    const { link, ports, onTrouble } = this.options;
    const answer = await ask(this.#requestOf(entry), {
      link,
      ports,
      signal,
      ready: () => whenOpen(link, signal),
      sending: () => {
        entry.wasSent = true;
      },
      trouble: () => onTrouble(true),
    }).catch((error: unknown) => (signal.aborted ? null : asError(error)));
    // Null: stopped by a deadline before it was sent, by a takeover, or because the match was closed.
    if (answer === null) return;
    this.#remove(entry);
    entry.settle(answer);
  }

  #requestOf({ kind, msgId, basedOn, move }: StoredEntry): Request {
    const { matchId } = this.options;
    const input = kind === "move" ? { msgId, matchId, basedOn, move } : { msgId, matchId };
    return { kind: "mutation", path: `match.${kind}`, input };
  }

  #uncertain(entry: Entry): UncertainError {
    return new UncertainError(this.options.matchId, entry.msgId);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("Cancelled.", { cause: reason });
}
