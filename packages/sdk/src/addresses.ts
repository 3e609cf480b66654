/** The addresses of one server, or of the nodes that together are one, tried in turn. */
import type { Randomness } from "./ports.js";

export class Addresses {
  #at: number;

  /** Begins with any of them, so that clients spread over the nodes. @throws RangeError when there is none */
  constructor(
    private readonly urls: readonly string[],
    random: Pick<Randomness, "unit">,
  ) {
    if (urls.length === 0) throw new RangeError("A client needs the address of a server.");
    this.#at = urls.length === 1 ? 0 : Math.floor(random.unit() * urls.length);
  }

  get count(): number {
    return this.urls.length;
  }

  /** The base of the procedures at the present address: `ws://host/trpc` or `http://host/trpc`, whichever way it was given. */
  base(scheme: "http" | "ws"): string {
    const url = this.urls[this.#at] ?? "";
    return `${url.replace(/^(?:http|ws)/i, scheme).replace(/\/+$/, "")}/trpc`;
  }

  /** The present one did not do: the next one is tried. */
  next(): void {
    this.#at = (this.#at + 1) % this.urls.length;
  }
}
