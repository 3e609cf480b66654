/** A gap longer than this says that traffic has paused, and nothing about how dense it will be. */
const LONGEST_GAP_MS = 20;
/** The newest gap counts for one in so many. */
const WEIGHT = 8;

/** How closely arrivals follow each other, on average of the last few. Until there were some: not closely. */
export class Traffic {
  private lastAt = Number.NEGATIVE_INFINITY;
  private gapMs = LONGEST_GAP_MS;

  came(now: number): void {
    const gapMs = Math.min(now - this.lastAt, LONGEST_GAP_MS);
    this.lastAt = now;
    this.gapMs += (gapMs - this.gapMs) / WEIGHT;
  }

  isCloserThan(ms: number): boolean {
    return this.gapMs < ms;
  }
}
