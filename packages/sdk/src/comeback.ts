/** When and where a lost connection is tried again: how long it has been away, how often it was tried, whose turn it is. */
import type { Addresses } from "./addresses.js";
import { type BackoffOptions, backoffMs } from "./backoff.js";
import type { Clock, Randomness } from "./ports.js";

/** Tries are counted afresh once a connection has lasted this long. */
const STABLE_MS = 5_000;

export interface ComebackOptions {
  readonly addresses: Addresses;
  readonly backoff: BackoffOptions;
  readonly ports: { readonly clock: Clock; readonly random: Pick<Randomness, "unit"> };
}

export class Comeback {
  #attempt = 0;
  #downSince: number | null = null;
  #openSince: number | null = null;

  constructor(private readonly options: ComebackOptions) {}

  /** Tries since a connection last held. */
  get attempt(): number {
    return this.#attempt;
  }

  opened(): void {
    this.#openSince = this.options.ports.clock.now();
  }

  ended(): void {
    const now = this.options.ports.clock.now();
    if (this.#openSince !== null && now - this.#openSince >= STABLE_MS) this.#attempt = 0;
    if (this.#openSince !== null && this.#attempt === 0) this.#downSince = now;
    this.#openSince = null;
  }

  /** Nobody will try until somebody asks: that try is a first one. */
  rest(): void {
    this.#attempt = 0;
  }

  /** Milliseconds to the next try, at the next address. `slotMs`: the server said when. */
  waitMs(slotMs: number | null): number {
    const { addresses, ports, backoff } = this.options;
    const now = ports.clock.now();
    this.#downSince ??= now;
    // A round of all addresses counts as one try: that one of them is away says nothing of the others.
    const attempt = Math.floor(this.#attempt / addresses.count);
    const ms = slotMs ?? backoffMs({ attempt, elapsedMs: now - this.#downSince }, ports.random.unit(), backoff);
    this.#attempt += 1;
    addresses.next();
    return ms;
  }

  /** Milliseconds to the next try when there is reason to hope for it. */
  soonMs(): number {
    const { ports, backoff } = this.options;
    return backoffMs({ attempt: 0, elapsedMs: 0 }, ports.random.unit(), backoff);
  }
}
