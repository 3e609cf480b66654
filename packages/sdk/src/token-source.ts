/** Where a connection's token comes from, and those that the application brings itself. */
import { claimsOf, type TokenClaims } from "./token-claims.js";

export interface TokenSource {
  /** The token to connect with. @throws HoldfastError when refused; anything else means "try again". */
  token(): Promise<string>;
  /** The server refused the last token. False: there is no way to get another. */
  renew(): boolean;
  /** Asked while the last token is still good: one that lasts longer, or null when there is none. @throws as `token` */
  fresh(): Promise<string | null>;
  /** The server let us in with the last token. */
  accepted?(): void;
}

export type Token = string | (() => string | Promise<string>);
/** Asks the server for a longer life of a token it once gave; null: it gives none. */
export type Exchange = (claims: TokenClaims) => Promise<string | null>;

/** A token the application brought: a function is asked again for every connection, and before the last one ends. */
export function broughtToken(token: Token, exchange: Exchange): TokenSource {
  if (typeof token === "string") return new FixedToken(token, exchange);
  const ask = async (): Promise<string> => token();
  return { token: ask, renew: () => true, fresh: ask };
}

class FixedToken implements TokenSource {
  constructor(
    private newest: string,
    private readonly exchange: Exchange,
  ) {}

  async token(): Promise<string> {
    return this.newest;
  }
  renew(): boolean {
    return false;
  }
  async fresh(): Promise<string | null> {
    const fresh = await this.exchange(claimsOf(this.newest));
    this.newest = fresh ?? this.newest;
    return fresh;
  }
}
