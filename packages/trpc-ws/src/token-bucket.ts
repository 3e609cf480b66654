import type { Clock } from "./clock.js";

/** Lets so many through in a second, and as many at once after a quiet one. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly perSecond: number,
    private readonly clock: Pick<Clock, "now">,
  ) {
    this.tokens = perSecond;
    this.filledAt = clock.now();
  }

  take(): boolean {
    const now = this.clock.now();
    const elapsedMs = Math.max(0, now - this.filledAt);
    this.filledAt = now;
    this.tokens = Math.min(this.perSecond, this.tokens + (elapsedMs * this.perSecond) / 1000);
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
