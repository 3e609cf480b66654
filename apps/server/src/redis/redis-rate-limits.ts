import type { Clock, RateLimits } from "../ports.js";
import type { Keys } from "./keys.js";
import { LocalBuckets } from "./local-buckets.js";
import { takeToken } from "./scripts/take-token.js";
import type { Store } from "./store.js";

/** Token buckets that all nodes share; while Redis is away each node counts for itself. */
export class RedisRateLimits implements RateLimits {
  readonly #own: LocalBuckets;

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {
    this.#own = new LocalBuckets(clock);
  }

  async take(key: string, limit: { readonly burst: number; readonly perSecond: number }): Promise<number> {
    const { burst, perSecond } = limit;
    const bucket = this.keys.bucket(key);
    const wait = await this.store.partOf(bucket).run(takeToken, bucket, burst, perSecond, this.clock.now());
    return typeof wait === "number" ? wait : this.#own.take(key, limit);
  }
}
