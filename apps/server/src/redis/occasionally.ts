import type { Clock, Log } from "../ports.js";

const QUIET_MS = 10_000;

/** A warning that an attacker or a defect could cause a thousand times a second: written at most every ten seconds. */
export class Occasionally {
  #quietUntil = Number.NEGATIVE_INFINITY;
  #unsaid = 0;

  constructor(
    private readonly clock: Clock,
    private readonly to: Log,
    private readonly message: string,
  ) {}

  log(fields: object = {}): void {
    const now = this.clock.now();
    if (now < this.#quietUntil) {
      this.#unsaid += 1;
      return;
    }
    this.to.warn({ ...fields, unsaidBefore: this.#unsaid }, this.message);
    this.#quietUntil = now + QUIET_MS;
    this.#unsaid = 0;
  }
}
