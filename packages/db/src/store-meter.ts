/** How storage does, measured where it is asked: how often, how long it took, and how often it failed. */
import type { AppendOutcome, CallStats, StoreStats } from "@holdfast/engine";

/** Upper ends of the buckets of durations, milliseconds: each half as long again as the one before. */
const BUCKETS = Array.from({ length: 32 }, (_, i) => 0.1 * 1.5 ** i);

class CallMeter {
  calls = 0;
  failures = 0;
  #longestMs = 0;
  readonly #durations = new Array<number>(BUCKETS.length + 1).fill(0);

  run<T>(call: () => Promise<T>, onAnswer?: (answer: T) => void): Promise<T> {
    const began = performance.now();
    const answer = call();
    answer.then(
      (value) => {
        this.#took(performance.now() - began);
        onAnswer?.(value);
      },
      () => {
        this.#took(performance.now() - began);
        this.failures += 1;
      },
    );
    return answer;
  }

  read(): CallStats {
    const { calls, failures } = this;
    const p50Ms = this.#quantile(0.5);
    return { calls, failures, p50Ms, p99Ms: this.#quantile(0.99), longestMs: rounded(this.#longestMs) };
  }

  #took(ms: number): void {
    this.calls += 1;
    this.#longestMs = Math.max(this.#longestMs, ms);
    const bucket = BUCKETS.findIndex((end) => ms <= end);
    const place = bucket < 0 ? BUCKETS.length : bucket;
    this.#durations[place] = (this.#durations[place] ?? 0) + 1;
  }

  /** The end of the bucket in which it lies: never too good. */
  #quantile(share: number): number {
    let left = Math.ceil(this.calls * share);
    if (left === 0) return 0;
    const place = this.#durations.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
    return rounded(Math.min(BUCKETS[place] ?? this.#longestMs, this.#longestMs));
  }
}

export class StoreMeter {
  readonly #writes = new CallMeter();
  readonly #restores = new CallMeter();
  readonly #outcomes = { appended: 0, duplicate: 0, lost: 0, refused: 0 };
  readonly #count = ({ status }: AppendOutcome): void => {
    this.#outcomes[status] += 1;
  };

  write(append: () => Promise<AppendOutcome>): Promise<AppendOutcome> {
    return this.#writes.run(append, this.#count);
  }

  restore<T>(load: () => Promise<T>): Promise<T> {
    return this.#restores.run(load);
  }

  read(): StoreStats {
    return { writes: { ...this.#writes.read(), ...this.#outcomes }, restores: this.#restores.read() };
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
