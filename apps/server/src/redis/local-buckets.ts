import type { Clock, RateLimits } from "../ports.js";

/** Buckets held at most; beyond it the oldest is forgotten, which is to say full again. */
const MOST_BUCKETS = 10_000;
const ONE = 1 - 1e-6;

/** Token buckets of this node alone, for as long as Redis is away. */
export class LocalBuckets implements RateLimits {
  readonly #buckets = new Map<string, { readonly tokens: number; readonly at: number }>();

  constructor(private readonly clock: Clock) {}

  async take(key: string, { burst, perSecond }: { burst: number; perSecond: number }): Promise<number> {
    const now = this.clock.now();
    const { tokens, at } = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const refilled = Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / 1000);
    const allowed = refilled >= ONE;
    this.#put(key, { tokens: allowed ? Math.max(0, refilled - 1) : refilled, at: Math.max(at, now) });
    return allowed ? 0 : waitFor(1 - refilled, perSecond);
  }

  #put(key: string, bucket: { readonly tokens: number; readonly at: number }): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size <= MOST_BUCKETS) return;
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest);
      return;
    }
  }
}

/** Whole milliseconds, at least one; a fraction that only rounding made does not count as another. */
function waitFor(tokens: number, perSecond: number): number {
  return Math.max(1, Math.ceil((tokens * 1000) / perSecond - 1e-6));
}
