/**
 * Whether anybody is in at a server that has been away, asked by a plain request before another socket is dialled.
 * Browsers make whoever dialled in vain wait: Chromium holds each new socket of a page back, by 1 to 5 seconds once
 * a few dozen have failed within minutes. Requests that fail cost nothing.
 *
 * It may be wired wrongly: requests can be stopped on a way that sockets find. So a "nobody" is believed only of one
 * that was heard while a connection was open.
 */
import type { Addresses } from "./addresses.js";
import type { Clock, Ring } from "./ports.js";

export interface DoorbellOptions {
  readonly addresses: Addresses;
  readonly ports: { readonly clock: Clock; readonly ring?: Ring | null };
}

/** So many tries after a loss are dialled unasked: brief outages end no later for it. */
const UNASKED = 3;
/** One try in so many is dialled whatever was heard, at each address: requests may be stopped since it was last tried out. */
const ANYWAY = 200;
/** What has neither been answered nor refused by then says nothing, as a frozen server does: a socket is dialled. */
const PATIENCE_MS = 2_000;

export class Doorbell {
  /** It was heard while somebody was in for certain. */
  #works = false;
  /** A socket was dialled though nobody had answered. */
  #isInDoubt = false;
  #stop: () => void = () => {};

  constructor(private readonly options: DoorbellOptions) {}

  /** Runs `then` once, perhaps at once: whether this try, counted from 1 since the loss, is worth a socket. */
  ask(attempt: number, then: (isWorthIt: boolean) => void): void {
    const { count } = this.options.addresses;
    const isUnasked = attempt <= Math.max(UNASKED, count);
    // As many in a row as there are addresses: the number of one alone may always be that of the same address.
    const isAnyway = !isUnasked && attempt % ANYWAY < count;
    this.#isInDoubt = isAnyway;
    if (isUnasked || isAnyway || !this.#works) return then(true);
    this.#ring((isAnybodyIn) => {
      this.#isInDoubt = isAnybodyIn === null;
      then(isAnybodyIn !== false);
    });
  }

  /** A connection is open, so somebody is in: it is tried out, unless it was heard before. */
  tryOut(): void {
    if (this.#works && !this.#isInDoubt) return;
    this.#works = false;
    this.#ring((isAnybodyIn) => {
      this.#works = isAnybodyIn === true;
    });
  }

  /** Nobody waits for an answer any more. */
  stop(): void {
    this.#stop();
  }

  /** Null: nothing was heard in time. */
  #ring(heard: (isAnybodyIn: boolean | null) => void): void {
    const { addresses, ports } = this.options;
    if (!ports.ring) return;
    this.#stop();
    const hangUp = ports.ring(`${addresses.base("http")}/healthz`, (isAnybodyIn) => {
      forget();
      heard(isAnybodyIn);
    });
    const forget = ports.clock.after(PATIENCE_MS, () => {
      hangUp();
      heard(null);
    });
    this.#stop = () => {
      forget();
      hangUp();
    };
  }
}
