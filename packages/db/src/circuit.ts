/**
 * Whether storage answers: judged by the statements on their way, and in case of doubt by a probe, one at a time.
 *
 * up -> doubted       a statement came back unreachable, or has had no answer for `doubtAfterMs`; statements go on
 * doubted -> up       a probe, or a write sent since, was answered; a read proves little, since a full disk can be read
 * doubted -> away     two probes in a row were not
 * away -> up          a probe was answered; until then no statement is sent
 * To those outside, doubted is still up.
 */
import type { StorageHealth, StorageState } from "@holdfast/engine";
import { Alarm } from "./alarm.js";
import { redactError } from "./redact-error.js";
import { StorageFault } from "./storage-fault.js";

export interface CircuitOptions {
  /** One small write. @throws StorageFault when it could not be carried out within `patienceMs`. */
  readonly probe: (patienceMs: number) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds on a clock that nobody sets. */
  readonly steady: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
  /** In [0, 1), for jitter. */
  readonly unit: () => number;
  /** Silence of one statement that raises a doubt; null: only failures do. */
  readonly doubtAfterMs: number | null;
  /** Runs when storage has turned out to be away: what is on its way need not be waited for. */
  readonly onAway?: (fault: StorageFault) => void;
  readonly onBack?: () => void;
}

/** How long a probe may take while storage is only doubted: a busy server is not one that is away. */
const DOUBTED_PATIENCE_MS = 1_000;
/** While it is away: short, because a probe sent into the void holds up the one that would be answered. */
const AWAY_PATIENCE_MS = 400;
/** From the end of one probe to the next, before jitter. */
const PROBE_EVERY_MS = 200;
const CONFIRM_AFTER_MS = 50;
/** A call to a storage that went away this little time ago waits, as it may be back at once. */
const FLICKER_MS = 1_000;

export class Circuit implements StorageHealth {
  #state: StorageState = "up";
  /** When the first statement that failed was sent; null while there is no doubt. */
  #doubtedSince: number | null = null;
  /** Probes without an answer in a row. */
  #silent = 0;
  #probing = false;
  #closed = false;
  #turnedAt = 0;
  #cancelProbe = () => {};
  readonly #listeners = new Set<(state: StorageState) => void>();

  readonly #alarm: Alarm;

  constructor(private readonly options: CircuitOptions) {
    this.#alarm = new Alarm({ now: options.steady, after: options.after });
  }

  get state(): StorageState {
    return this.#state;
  }
  get isUp(): boolean {
    return this.#state === "up";
  }
  /** Storage went away so short a time ago that it may be back before anybody need hear of it. */
  get mayFlicker(): boolean {
    return !this.isUp && this.options.now() < this.#turnedAt + FLICKER_MS;
  }

  onChange(listener: (state: StorageState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The statement's own answer; fails at once while storage is away. @throws StorageFault */
  async guard<T>(what: "write" | "read", statement: () => Promise<T>): Promise<T> {
    if (!this.isUp) throw new StorageFault("unreachable", "STORAGE_AWAY");
    const { now, doubtAfterMs } = this.options;
    const sentAt = now();
    const watched = doubtAfterMs === null ? null : this.#alarm.watch(doubtAfterMs, () => this.#doubt(sentAt));
    try {
      const answer = await statement();
      if (what === "write") this.#written(sentAt);
      return answer;
    } catch (error) {
      const fault = redactError(error);
      if (fault.kind === "unreachable") this.#doubt(sentAt);
      throw fault;
    } finally {
      if (watched !== null) this.#alarm.done(watched);
    }
  }

  /** Resolves after `ms`, or as soon as storage is back. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        stop();
        cancel();
        resolve();
      };
      const stop = this.onChange((state) => state === "up" && done());
      const cancel = this.options.after(ms, done);
    });
  }

  close(): void {
    this.#closed = true;
    this.#cancelProbe();
    this.#alarm.close();
  }

  /** What was sent before the doubt began may have been carried out before storage went. */
  #written(sentAt: number): void {
    if (!this.isUp || this.#doubtedSince === null || sentAt <= this.#doubtedSince) return;
    this.#doubtedSince = null;
    this.#silent = 0;
  }

  #doubt(sentAt: number): void {
    if (!this.isUp) return;
    this.#doubtedSince = Math.min(this.#doubtedSince ?? sentAt, sentAt);
    this.#probe();
  }

  #probe(): void {
    if (this.#probing || this.#closed) return;
    this.#probing = true;
    this.#cancelProbe();
    const patienceMs = this.isUp ? DOUBTED_PATIENCE_MS : AWAY_PATIENCE_MS;
    this.options.probe(patienceMs).then(
      () => this.#answered(),
      (error: unknown) => this.#failed(error),
    );
  }

  #answered(): void {
    this.#probing = false;
    this.#silent = 0;
    this.#doubtedSince = null;
    if (this.isUp) return;
    this.#turn("up");
    this.options.onBack?.();
  }

  #failed(error: unknown): void {
    const fault = redactError(error);
    const { kind } = fault;
    // Whoever says no is there.
    if (kind === "refused" || kind === "broken") return this.#answered();
    this.#probing = false;
    if (this.isUp && this.#doubtedSince === null) return;
    this.#silent += 1;
    if (this.isUp && this.#silent >= 2) {
      this.#turn({ awaySince: this.#doubtedSince ?? this.options.now() });
      this.options.onAway?.(fault);
    }
    const wait = this.isUp ? CONFIRM_AFTER_MS : PROBE_EVERY_MS * (0.5 + this.options.unit() / 2);
    if (!this.#closed) this.#cancelProbe = this.options.after(wait, () => this.#probe());
  }

  #turn(state: StorageState): void {
    this.#state = state;
    this.#turnedAt = this.options.now();
    for (const listener of [...this.#listeners]) listener(state);
  }
}
