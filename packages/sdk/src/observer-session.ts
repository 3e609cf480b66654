/** The token of somebody who watches: good for one match, and asked for again before it runs out. */
import type { ObserverGrant } from "@holdfast/protocol";
import type { ObserveTarget } from "./api.js";
import type { Calls } from "./calls.js";
import type { TokenSource } from "./token-source.js";

const ASK_AHEAD_MS = 60_000;

export class ObserverSession implements TokenSource {
  #grant: ObserverGrant | null = null;

  constructor(
    private readonly calls: Calls,
    /** What the server's clock reads. */
    private readonly serverNow: () => number,
    private readonly target: ObserveTarget,
  ) {}

  /** The secret of the observer link, if that is how one came. */
  get key(): string | null {
    return this.target.key ?? null;
  }

  /** @throws HoldfastError */
  async grant(): Promise<ObserverGrant> {
    const kept = this.#grant;
    if (kept && kept.expiresAt - this.serverNow() > ASK_AHEAD_MS) return kept;
    this.#grant = await this.calls.mutate("match.observe", { ...this.target });
    return this.#grant;
  }

  async token(): Promise<string> {
    return (await this.grant()).token;
  }

  renew(): boolean {
    this.#grant = null;
    return true;
  }

  async fresh(): Promise<string> {
    this.#grant = await this.calls.mutate("match.observe", { ...this.target });
    return this.#grant.token;
  }
}
