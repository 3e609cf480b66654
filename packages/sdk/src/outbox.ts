/**
 * The moves of one match on their way to the log: one in flight, the others behind it in order. An entry is
 * stored before it is sent and forgotten only on a definite answer, so a reload goes on with the same msgId.
 *
 * `queued` -> `sent` -> answered. A promise may end earlier (deadline, cancelled); what was sent is kept and
 * settled all the same, before anything behind it. Entries of other pages are taken over when those are gone
 * (`OutboxLeases`); what another page of this browser settles for us is told here as if we had.
 */
import { isUndecided, type Rejection, type Result } from "@holdfast/engine";
import { ask } from "./ask.js";
import type { Link } from "./link.js";
import { ClosedError, HoldfastError, UncertainError, UnsettledError } from "./errors.js";
import { asError, OutboxEntry, type Posting } from "./outbox-entry.js";
import { OutboxLeases } from "./outbox-leases.js";
import { OutboxRecords, type StoredEntry } from "./outbox-records.js";
import type { KeyValueStorage, Ports } from "./ports.js";
import { PARTING_MS, pause, whenOpen } from "./waiting.js";
import { localRejection } from "./wire.js";

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

const NOT_SENT = localRejection("routing_failed", "not_sent", "There was no connection in time, so nothing was sent.");

/** While another page acts for an entry: how often is looked what became of it. */
const LOOK_MS = 500;

export class Outbox {
  readonly #leases: OutboxLeases;
  #queue: OutboxEntry[] = [];
  #state: "open" | "paused" | "closed" = "open";
  /** The one in flight. */
  #current: { readonly entry: OutboxEntry; readonly stop: AbortController } | null = null;
  readonly #stopListening: () => void;
  #onDrained: () => void = () => {};
  #cancelLook: () => void = () => {};

  constructor(private readonly options: OutboxOptions) {
    const { storage, ports } = options;
    this.#leases = new OutboxLeases(new OutboxRecords(storage, options), ports.clock, ports.random.uuid());
    this.#stopListening = options.link.changes.add((connection) => {
      if (connection.status === "refused") this.#refuseUnsent(connection.rejection);
      // With every sign of life: another page may have come and gone meanwhile.
      if (connection.status === "live") this.adopt();
    });
  }

  /** Goes on with what other pages left behind for this seat, now and when they leave. */
  adopt(): void {
    this.#cancelLook();
    if (this.#state !== "open") return;
    const { free, more } = this.#leases.others();
    const known = new Set(this.#queue.map(({ msgId }) => msgId));
    this.#queue.push(...free.filter(({ msgId }) => !known.has(msgId)).map((stored) => OutboxEntry.adopted(stored)));
    if (more) this.#lookLater(() => this.adopt());
    this.#pump();
  }

  /**
   * The definite answer. @throws UncertainError at the deadline when it was sent, HoldfastError `not_sent` when it
   * was not, the signal's reason when cancelled, ClosedError.
   */
  async post(stored: StoredEntry, posting: Posting): Promise<Result<unknown>> {
    if (this.#state === "closed") throw new ClosedError("match");
    if (posting.signal?.aborted) throw posting.signal.reason;
    const entry = OutboxEntry.posted(stored);
    const outcome = entry.outcome(this.options.ports.clock, posting, (why) => this.#giveUp(entry, why));
    this.options.link.wake();
    this.#queue.push(entry);
    this.#leases.put(stored);
    this.#pump();
    return outcome;
  }

  /**
   * Another connection holds the seat: nothing is sent until `resume`. What was not sent yet is refused; what was is
   * left to the page that holds the seat now, if it shares our storage, and its answer is told here.
   */
  pause(rejection: Rejection): void {
    if (this.#state === "open") this.#state = "paused";
    this.#refuseUnsent(rejection);
    if (this.#current) this.#current.stop.abort();
    else this.#leases.letGo("waiting");
    this.#hearAnswers();
  }

  resume(): void {
    if (this.#state === "paused") this.#state = "open";
    this.adopt();
  }

  /** The page may be gone in a moment: others need not wait to see that. */
  letGo(): void {
    this.#leases.letGo("leaving");
  }

  /** The match is closed to us: what was not sent is refused, and `done` runs once what was sent has its answer. */
  drain(rejection: Rejection, done: () => void): void {
    this.#refuseUnsent(rejection);
    if (this.#queue.length === 0) return done();
    this.#onDrained = done;
  }

  /**
   * Stops for good. What is being asked for ends with its answer, if that comes in a moment; what was sent stays
   * stored until then; what was not is forgotten.
   */
  close(): void {
    this.#state = "closed";
    this.#stopListening();
    this.#cancelLook();
    this.#current?.stop.abort();
    for (const entry of this.#queue.splice(0)) {
      if (this.#isUnsent(entry)) this.#forgo(entry);
      else this.#part(entry);
    }
    this.#leases.letGo("leaving");
  }

  #forgo(entry: OutboxEntry): void {
    this.#leases.drop(entry.msgId);
    entry.settle(new ClosedError("match"));
  }

  #part(entry: OutboxEntry): void {
    if (entry !== this.#current?.entry) return entry.settle(this.#uncertain(entry));
    this.#cancelLook = this.options.ports.clock.after(PARTING_MS, () => entry.settle(this.#uncertain(entry)));
  }

  /** The promise ends; what was sent stays in the queue until it is settled. Null: its time is up. */
  #giveUp(entry: OutboxEntry, why: Error | null): void {
    const isUnsent = this.#isUnsent(entry);
    if (isUnsent) this.#remove(entry);
    entry.settle(why ?? (isUnsent ? new HoldfastError(NOT_SENT) : this.#uncertain(entry)));
  }

  /** It was never sent, nor ever will be unless we do it: a page that slept for long cannot know that at once. */
  #isUnsent(entry: OutboxEntry): boolean {
    return !entry.wasSent && this.#leases.isOurs(entry.msgId);
  }

  #refuseUnsent(rejection: Rejection): void {
    for (const entry of this.#queue.filter((each) => this.#isUnsent(each))) {
      this.#remove(entry);
      entry.settle({ ok: false, rejection });
    }
  }

  #remove(entry: OutboxEntry): void {
    this.#leases.drop(entry.msgId);
    this.#forget(entry);
  }

  #forget(entry: OutboxEntry): void {
    this.#queue = this.#queue.filter((each) => each !== entry);
    if (this.#current?.entry === entry) this.#current.stop.abort();
  }

  #pump(): void {
    const entry = this.#queue[0];
    if (!entry || this.#current || this.#state !== "open") return;
    const stop = new AbortController();
    this.#current = { entry, stop };
    void this.#deliver(entry, stop.signal).finally(() => {
      this.#current = null;
      if (this.#state === "closed") return this.#cancelLook();
      this.options.onTrouble(false);
      if (this.#queue.length === 0) this.#onDrained();
      // Not before: two answers to one move, in flight twice, might differ.
      if (this.#state === "paused") this.#leases.letGo("waiting");
      this.#pump();
    });
  }

  async #deliver(entry: OutboxEntry, signal: AbortSignal): Promise<void> {
    const { link, ports, matchId, onTrouble } = this.options;
    const { wasSent } = entry;
    const answer = await ask(entry.requestIn(matchId), {
      link,
      ports,
      signal,
      wasSent: () => wasSent || entry.wasElsewhere,
      ready: () => this.#ready(entry, signal),
      sending: () => {
        entry.wasSent = true;
      },
      trouble: () => onTrouble(true),
    }).catch((error: unknown) => (signal.aborted ? null : asError(error)));
    if (answer === null) return this.#stopped(entry);
    if (answer instanceof UnsettledError) return this.#leaveOpen(entry, answer);
    if (entry.isAdopted && !(answer instanceof Error)) this.#answer(entry, answer);
    else this.#remove(entry);
    entry.settle(answer);
  }

  /** By a deadline before it was sent, by a takeover, or because the match was closed. */
  #stopped(entry: OutboxEntry): void {
    if (this.#state === "closed") entry.settle(this.#uncertain(entry));
  }

  /** Resolves when the entry can be sent, or with the answer that another page got for it. @throws the signal's reason */
  async #ready(entry: OutboxEntry, signal: AbortSignal): Promise<Result<unknown> | null> {
    const { link } = this.options;
    for (;;) {
      await whenOpen(link, signal);
      const answer = await this.#take(entry, signal);
      if (answer !== null || link.isOpen) return answer;
    }
  }

  async #take(entry: OutboxEntry, signal: AbortSignal): Promise<Result<unknown> | null> {
    for (;;) {
      // It was not ours all the time: somebody else may have sent it.
      entry.wasElsewhere ||= !this.#leases.isOurs(entry.msgId);
      entry.wasSent ||= entry.wasElsewhere;
      const verdict = await this.#leases.take(entry.msgId, signal);
      if (verdict === "ours") return null;
      if (typeof verdict === "object") return verdict;
      if (entry.isAdopted) this.#leave(entry);
      signal.throwIfAborted();
      if (verdict === "gone") this.#leases.put(entry.stored);
      else await pause(this.options.ports.clock, LOOK_MS, signal);
    }
  }

  /** While paused: what whoever holds the seat now settles for us. */
  #hearAnswers(): void {
    if (this.#state !== "paused" || this.#queue.length === 0) return;
    for (const entry of this.#queue) {
      const answer = this.#leases.answerTo(entry.msgId);
      if (answer === null) continue;
      if (entry.isAdopted) this.#forget(entry);
      else this.#remove(entry);
      entry.settle(answer);
    }
    this.#lookLater(() => this.#hearAnswers());
  }

  /** Whoever is let in again may hear what became of it. What was made for a version that is not there is not made again. */
  #leaveOpen(entry: OutboxEntry, { rejection }: UnsettledError): void {
    if (isUndecided(rejection)) this.#remove(entry);
    else {
      this.#leases.release(entry.msgId);
      this.#forget(entry);
    }
    entry.settle(new UncertainError(this.options.matchId, entry.msgId, rejection));
  }

  #answer(entry: OutboxEntry, answer: Result<unknown>): void {
    this.#leases.answer(entry.stored, answer);
    this.#leave(entry);
  }

  /** No longer ours to act for; what becomes of it is looked at later. */
  #leave(entry: OutboxEntry): void {
    this.#forget(entry);
    this.#lookLater(() => this.adopt());
  }

  #lookLater(look: () => void): void {
    this.#cancelLook();
    this.#cancelLook = this.options.ports.clock.after(LOOK_MS, look);
  }

  #uncertain(entry: OutboxEntry): UncertainError {
    return new UncertainError(this.options.matchId, entry.msgId);
  }
}
