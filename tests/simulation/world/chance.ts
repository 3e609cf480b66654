/** Repeatable chance. Each part of a world draws from a stream of its own, so that one more draw here moves nothing there. */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export class Chance {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(private readonly name: string) {
    // Three words from one pass of FNV-1a each, over the name and a different ending.
    [this.#a, this.#b, this.#c] = [hash32(`${name}/a`), hash32(`${name}/b`), hash32(`${name}/c`)];
    for (let i = 0; i < 12; i += 1) this.#next();
  }

  /** An independent stream. */
  fork(name: string): Chance {
    return new Chance(`${this.name}/${name}`);
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.#next() / 4_294_967_296;
  }
  /** True with this probability. Draws nothing when it cannot be. */
  is(probability: number): boolean {
    return probability > 0 && this.unit() < probability;
  }
  /** A whole number below `n`. */
  below(n: number): number {
    return Math.floor(this.unit() * n);
  }
  /** Uniform between the two. */
  between([least, most]: readonly [number, number]): number {
    return least + this.unit() * (most - least);
  }
  /** One of a list that is not empty. */
  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }
  /** Time until the next of events that come every so often, at no particular moment. */
  wait(meanMs: number): number {
    return -Math.log(1 - this.unit()) * meanMs;
  }
  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.#next() & 255);
  }
  /** A version 4 UUID. */
  uuid(): string {
    let hex = "";
    for (let i = 0; i < 16; i += 1) hex += HEX[this.#next() & 255] ?? "";
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** sfc32, by C. Doty-Humphrey: small, fast, and passes the usual batteries. */
  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }
}

/** FNV-1a, in the range of an unsigned word. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
