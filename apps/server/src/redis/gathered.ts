import type { Clock } from "../ports.js";

/** Items handed over in one go at most, so that none keeps Redis, or whoever shares it, busy for long. */
const MOST_ITEMS = 200;

/**
 * Hands items over together: with the turn they came in where nothing was handed over lately, or where they are many
 * already; otherwise when `everyMs` have gone by. Never before the last handing over has ended. For what nobody waits for.
 */
export class Gathered<Item> {
  #waiting: Item[] = [];
  #isDue = false;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(
    /** Must not throw. */
    private readonly send: (items: readonly Item[]) => Promise<unknown>,
    private readonly options: { readonly clock: Clock; readonly everyMs: number },
  ) {}

  add(item: Item): void {
    this.#waiting.push(item);
    if (!this.#isDue) this.#schedule();
  }

  #schedule(): void {
    const { clock, everyMs } = this.options;
    this.#isDue = true;
    const since = clock.now() - this.#lastAt;
    const isMuch = this.#waiting.length >= MOST_ITEMS;
    // A clock that was set back says nothing of how long ago it was.
    if (isMuch || since < 0 || since >= everyMs) setImmediate(() => void this.#handOver());
    else clock.after(everyMs - since, () => void this.#handOver());
  }

  async #handOver(): Promise<void> {
    this.#lastAt = this.options.clock.now();
    await this.send(this.#waiting.splice(0, MOST_ITEMS));
    this.#isDue = false;
    if (this.#waiting.length > 0) this.#schedule();
  }
}
