/**
 * Gets a connection's token renewed before it ends, so that its streams never do: at about half of the time that is
 * left, and, if that fails, at half of what is left then.
 */
import type { Clock, Randomness } from "./ports.js";
import type { TokenSource } from "./token-source.js";
import { claimsOf } from "./token-claims.js";

/** Not sooner after the last try. */
const PAUSE_MS = 2_000;

export interface RenewalOptions {
  readonly tokens: TokenSource;
  readonly ports: { readonly clock: Clock; readonly random: Pick<Randomness, "unit"> };
  /** What the server's clock reads. */
  readonly serverNow: () => number;
  /** The open connection goes on with this token from now on. */
  readonly apply: (token: string) => Promise<void>;
}

export class TokenRenewal {
  #cancel: () => void = () => {};
  /** Counts connections: what was begun for an earlier one is dropped. */
  #run = 0;

  constructor(private readonly options: RenewalOptions) {}

  /** A connection is open with this token. */
  begin(token: string): void {
    this.stop();
    this.#plan(token);
  }

  stop(): void {
    this.#run += 1;
    this.#cancel();
  }

  #plan(token: string): void {
    const { ports, serverNow } = this.options;
    const { expiresAt } = claimsOf(token);
    if (expiresAt === null) return;
    const leftMs = expiresAt - serverNow();
    // So close to its end the server says what follows.
    if (leftMs < 2 * PAUSE_MS) return;
    const run = this.#run;
    const ms = Math.max(PAUSE_MS, leftMs * (0.4 + 0.2 * ports.random.unit()));
    this.#cancel = ports.clock.after(ms, () => void this.#renew(token, run));
  }

  async #renew(token: string, run: number): Promise<void> {
    let next = token;
    try {
      const fresh = await this.options.tokens.fresh();
      if (run !== this.#run) return;
      if (fresh !== null && fresh !== token) {
        next = fresh;
        await this.options.apply(fresh);
      }
    } catch {
      // Tried again while there is time; at the end the server's refusal says what the matter is.
    }
    if (run === this.#run) this.#plan(next);
  }
}
