import type { Clock, RateLimits } from "../ports.js";
import type { Keys } from "./keys.js";
import type { Link } from "./link.js";
import { LocalBuckets } from "./local-buckets.js";
import { takeToken } from "./scripts/take-token.js";

/** Token buckets that all nodes share; while Redis is away each node counts for itself. */
export class RedisRateLimits implements RateLimits {
  readonly #own: LocalBuckets;

  constructor(
    private readonly link: Link,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {
    this.#own = new LocalBuckets(clock);
  }

  async take(key: string, limit: { readonly burst: number; readonly perSecond: number }): Promise<number> {
    const { burst, perSecond } = limit;
    const wait = await this.link.run(takeToken, this.keys.bucket(key), burst, perSecond, this.clock.now());
    return typeof wait === "number" ? wait : this.#own.take(key, limit);
  }
}
