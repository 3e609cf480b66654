/** What a token says of itself. It is read to know when to get another one, and never believed for anything else. */
import { fields } from "./wire.js";

export interface TokenClaims {
  /** Epoch milliseconds on the server's clock; null: it does not say. */
  readonly expiresAt: number | null;
  /** `user`, `seat`, `observer`, or whatever another issuer calls it. */
  readonly scope: unknown;
  readonly matchId: string | null;
}

/** The claims of a JWT; of anything else, none. Never throws. */
export function claimsOf(token: string): TokenClaims {
  const { exp, scope, match } = fields(payloadOf(token));
  return {
    expiresAt: typeof exp === "number" ? exp * 1000 : null,
    scope,
    matchId: typeof match === "string" ? match : null,
  };
}

function payloadOf(token: string): unknown {
  try {
    const [, payload = ""] = token.split(".");
    // Names are the only text that is not ASCII, and nothing here reads them.
    return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return null;
  }
}
