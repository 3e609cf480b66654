import type { Clock, RateLimits } from "../ports.js";

interface Bucket {
  readonly tokens: number;
  readonly at: number;
  /** From here on the bucket is full again, which is how an unknown one is treated: it can be dropped. */
  readonly fullAt: number;
}

/** A whole token less what adding fractions can lose: whoever waits as long as told must get through. */
const ONE = 1 - 1e-6;

/** Full buckets are swept away when this many are held. */
const SWEEP_AT = 10_000;

/** Token buckets of this process. A clock that goes back gives nobody new tokens. */
export class MemoryRateLimits implements RateLimits {
  readonly #buckets = new Map<string, Bucket>();
  #sweepAt = SWEEP_AT;

  constructor(private readonly clock: Clock) {}

  async take(key: string, { burst, perSecond }: { burst: number; perSecond: number }): Promise<number> {
    const now = this.clock.now();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const refilled = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) * perSecond) / 1000);
    const allowed = refilled >= ONE;
    const tokens = allowed ? Math.max(0, refilled - 1) : refilled;
    this.#buckets.set(key, { tokens, at: now, fullAt: now + ((burst - tokens) * 1000) / perSecond });
    this.#sweep(now);
    return allowed ? 0 : waitFor(1 - tokens, perSecond);
  }

  #sweep(now: number): void {
    if (this.#buckets.size < this.#sweepAt) return;
    for (const [key, { fullAt }] of this.#buckets) if (fullAt <= now) this.#buckets.delete(key);
    this.#sweepAt = Math.max(SWEEP_AT, this.#buckets.size * 2);
  }
}

/** Whole milliseconds, at least one; a fraction that only rounding made does not count as another. */
function waitFor(tokens: number, perSecond: number): number {
  return Math.max(1, Math.ceil((tokens * 1000) / perSecond - 1e-6));
}
