import type { Clock, Dedupe, Remembered } from "../ports.js";

interface Kept {
  readonly remembered: Remembered;
  readonly until: number;
}

/** Outcomes by player and msgId. One window for all, so the map's own order is the order in which they expire. */
export class MemoryDedupe implements Dedupe {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly clock: Clock,
    readonly windowMs: number,
  ) {}

  async recall(playerId: string, msgId: string): Promise<Remembered | null> {
    this.#dropExpired();
    return this.#kept.get(keyOf(playerId, msgId))?.remembered ?? null;
  }

  async remember(playerId: string, msgId: string, remembered: Remembered): Promise<void> {
    this.#dropExpired();
    const key = keyOf(playerId, msgId);
    if (!this.#kept.has(key)) this.#kept.set(key, { remembered, until: this.clock.now() + this.windowMs });
  }

  #dropExpired(): void {
    const now = this.clock.now();
    for (const [key, { until }] of this.#kept) {
      if (until > now) return;
      this.#kept.delete(key);
    }
  }
}

function keyOf(playerId: string, msgId: string): string {
  return `${playerId}/${msgId}`;
}
