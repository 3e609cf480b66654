import { StorageUnavailable } from "@holdfast/engine";
import type { LiveMatch } from "./live-match.js";

/** Matches that may be old news, because this process stood still: each is held against the log before it is served again. */
export class Doubts {
  readonly #doubted = new WeakSet<LiveMatch>();
  readonly #confirming = new WeakMap<LiveMatch, Promise<void>>();
  #raised = 0;

  /** @param compare holds a match against its log. */
  constructor(private readonly compare: (live: LiveMatch) => Promise<void>) {}

  /** How often this process stood still. */
  get raised(): number {
    return this.#raised;
  }

  raise(lives: Iterable<LiveMatch>): void {
    this.#raised += 1;
    for (const live of lives) this.add(live);
  }

  add(live: LiveMatch): void {
    this.#doubted.add(live);
  }
  has(live: LiveMatch): boolean {
    return this.#doubted.has(live);
  }
  dispel(live: LiveMatch): void {
    this.#doubted.delete(live);
  }

  /** Once, however many ask. Without storage what is here is served: it was true, and nobody can have gone on. */
  async confirm(live: LiveMatch): Promise<void> {
    const asked = this.#confirming.get(live) ?? this.compare(live).finally(() => void this.#confirming.delete(live));
    this.#confirming.set(live, asked);
    try {
      await asked;
      this.#doubted.delete(live);
    } catch (fault) {
      if (!(fault instanceof StorageUnavailable)) throw fault;
    }
  }
}
