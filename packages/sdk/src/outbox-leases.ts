/**
 * Which page acts for a stored move. Pages of one browser share its storage, and only one of them may send a move or
 * say of it that it was not sent: the holder of its lease.
 *
 * A holder renews its leases every second and trusts them for three; another page takes one over when it was let go, or
 * a second after it ran out. Whoever takes one waits a moment and looks whether somebody else did the same: the last one
 * has it. A page that slept through its lease is no holder any more, and asks like everybody else.
 */
import type { Result } from "@holdfast/engine";
import type { MoveRecord, OutboxRecords, StoredEntry } from "./outbox-records.js";
import type { Clock } from "./ports.js";
import { pause } from "./waiting.js";

const LEASE_MS = 3_000;
const RENEW_MS = 1_000;
/** A holder stops trusting its lease this long before anybody else stops respecting it. */
const GRACE_MS = 1_000;
/** Longer than storage takes to show one page what another wrote. */
const SETTLE_MS = 250;
/** An answer that nobody fetched is thrown away after this. */
const ANSWER_KEPT_MS = 60_000;

/** `ours`: act. `elsewhere`: another page acts. `gone`: it was settled, or storage was emptied. An answer: it is settled. */
export type Verdict = "ours" | "elsewhere" | "gone" | Result<unknown>;

export class OutboxLeases {
  /** What we hold, and until when it is ours without looking again. */
  readonly #held = new Map<string, { readonly record: MoveRecord; readonly until: number }>();
  #cancelRenewal: (() => void) | null = null;

  constructor(
    private readonly records: OutboxRecords,
    private readonly clock: Clock,
    /** Tells this holder from every other one, for ever. */
    private readonly holder: string,
  ) {}

  /** Stores a move of our own, held by us. */
  put(entry: StoredEntry): void {
    this.#hold({ entry, holder: this.holder, until: 0 });
  }

  /** That nobody else has acted for it, nor will without our doing. False: it cannot be told at once. */
  isOurs(msgId: string): boolean {
    if (this.clock.now() >= (this.#held.get(msgId)?.until ?? 0)) return false;
    return this.#isNobodyElses(this.records.read(msgId));
  }

  /** Takes the lease if nobody has it. @throws the signal's reason */
  async take(msgId: string, signal: AbortSignal): Promise<Verdict> {
    if (this.isOurs(msgId)) return "ours";
    const record = this.records.read(msgId);
    if (record === null || record.answer || !this.#isFree(record)) return this.#verdictOn(record);
    const claim = { ...record, holder: this.holder, awaited: record.awaited ?? true };
    this.records.write({ ...claim, until: this.clock.now() + LEASE_MS });
    await pause(this.clock, SETTLE_MS, signal);
    signal.throwIfAborted();
    const verdict = this.#verdictOn(this.records.read(msgId));
    if (verdict === "ours") this.#hold(claim);
    return verdict;
  }

  /** It is settled: forgotten. */
  drop(msgId: string): void {
    this.#held.delete(msgId);
    if (this.#held.size === 0) this.#stopRenewing();
    this.records.drop(msgId);
  }

  /** A move that another page made is settled: the answer is left where that page looks, if it may be there. */
  answer(entry: StoredEntry, answer: Result<unknown>): void {
    const isAwaited = this.#held.get(entry.msgId)?.record.awaited ?? true;
    this.drop(entry.msgId);
    if (isAwaited) this.records.write({ entry, holder: this.holder, until: this.clock.now(), answer });
  }

  /** Nobody here waits for what comes of it, and whoever is let in may ask for that. */
  release(msgId: string): void {
    const record = this.#held.get(msgId)?.record;
    if (record && this.isOurs(msgId)) this.records.write({ ...record, awaited: false, until: 0 });
    this.#held.delete(msgId);
    if (this.#held.size === 0) this.#stopRenewing();
  }

  /** What came of a move that another page acts for, as far as that page has said. */
  answerTo(msgId: string): Result<unknown> | null {
    return this.records.read(msgId)?.answer ?? null;
  }

  /** Others may act from now on for everything we hold. `leaving`: and nobody here waits for what comes of it. */
  letGo(why: "leaving" | "waiting"): void {
    for (const [msgId, { record }] of this.#held) {
      const awaited = record.awaited ?? why === "waiting";
      if (this.isOurs(msgId)) this.records.write({ ...record, awaited, until: 0 });
    }
    this.#held.clear();
    this.#stopRenewing();
  }

  /** The moves we do not hold: those whose holder is gone, and whether there are others, to be looked at again. */
  others(): { readonly free: readonly StoredEntry[]; readonly more: boolean } {
    const now = this.clock.now();
    const records = this.records.all().filter(({ entry }) => !this.#held.has(entry.msgId));
    for (const { entry, answer, until } of records)
      if (answer && until + ANSWER_KEPT_MS < now) this.records.drop(entry.msgId);
    const free = records.filter((record) => !record.answer && this.#isFree(record));
    return { free: free.map(({ entry }) => entry), more: free.length < records.length };
  }

  #isFree({ holder, until }: MoveRecord): boolean {
    return holder === this.holder || this.clock.now() >= until + GRACE_MS;
  }

  #verdictOn(record: MoveRecord | null): Verdict {
    if (record === null) return "gone";
    return record.answer ?? (record.holder === this.holder ? "ours" : "elsewhere");
  }

  #isNobodyElses(record: MoveRecord | null): boolean {
    return record === null || record.holder === this.holder;
  }

  #hold(record: MoveRecord): void {
    const until = this.clock.now() + LEASE_MS;
    const isKept = this.records.write({ ...record, until });
    // What storage does not keep nobody can take from us.
    this.#held.set(record.entry.msgId, { record, until: isKept ? until : Infinity });
    this.#cancelRenewal ??= this.clock.after(RENEW_MS, () => this.#renew());
  }

  #renew(): void {
    this.#cancelRenewal = null;
    const now = this.clock.now();
    for (const [msgId, { record, until }] of [...this.#held]) {
      this.#held.delete(msgId);
      if (now < until && this.#isNobodyElses(this.records.read(msgId))) this.#hold(record);
    }
  }

  #stopRenewing(): void {
    this.#cancelRenewal?.();
    this.#cancelRenewal = null;
  }
}
