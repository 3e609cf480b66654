/** From what a client brings to who it is: a player's, a seat's or an observer's token, or the administrators' secret. */
import { rejection } from "@holdfast/engine";
import type { Session } from "../usecases/deps.js";
import type { Context, RpcDeps } from "./context.js";
import { refused } from "./refusals.js";

export type Identity = Pick<Context, "session" | "isAdmin">;

export const NOBODY: Identity = { session: null, isAdmin: false };

/** Who the bearer is. Whoever keeps guessing is not looked at for a while. @throws TRPCError for a token that does not count */
export function identify(deps: RpcDeps, token: string, address: string): Identity {
  if (deps.adminKey.fits(token)) return { session: null, isAdmin: true };
  return { session: sessionOf(deps, token, address), isAdmin: false };
}

/** The session a token stands for. @throws TRPCError */
export function sessionOf(deps: RpcDeps, token: string, address: string): Session {
  const retryAfterMs = deps.limits?.badTokenWait(address) ?? 0;
  if (retryAfterMs > 0) {
    const message = "Too many tokens that are not valid here. Wait a little.";
    throw refused(rejection("rate_limited", "too_many_failures", message, { retryAfterMs }));
  }
  const session = deps.tokens.verify(token);
  if (session.ok) return session.value;
  if (session.rejection.code !== "token_expired") deps.limits?.countBadToken(address);
  throw refused(session.rejection);
}
