import type { Randomness } from "../ports.js";

/** Repeatable chance: the same seed gives the same numbers and ids. */
export class FakeRandom implements Randomness {
  #state: number;
  #ids = 0;

  constructor(seed = 1) {
    this.#state = seed >>> 0 || 1;
  }

  unit(): number {
    // A 32-bit xorshift: plain, and good enough to spread test cases.
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    this.#state >>>= 0;
    return this.#state / 2 ** 32;
  }

  uuid(): string {
    this.#ids += 1;
    return `00000000-0000-4000-8000-${String(this.#ids).padStart(12, "0")}`;
  }

  /** A whole number below `n`. */
  below(n: number): number {
    return Math.floor(this.unit() * n);
  }
}
