import { rejection, type Result } from "@holdfast/engine";
import type { RpcDeps } from "../../../apps/server/src/rpc/context.js";
import type { Session } from "../../../apps/server/src/usecases/deps.js";

const BAD = rejection("unauthorized", "bad_token");
const EXPIRED = rejection("token_expired", "token_expired");

interface Claims {
  readonly sub: string;
  readonly name: string;
  readonly scope: Session["scope"];
  readonly match: string | null;
  /** Milliseconds; `exp` is the same in seconds, by which the SDK knows when to ask for another one. */
  readonly until: number;
}

/** The token that stands for a player everywhere, until then. */
export function userToken(player: { readonly playerId: string; readonly name: string }, until: number): string {
  return tokenOf({ sub: player.playerId, name: player.name, scope: "user", match: null, until });
}

/** Tokens that say what they mean, unsigned: nobody forges any here, and signing thousands would take its time. */
export function simTokens(
  now: () => number,
  { lifeMs, endOf }: { readonly lifeMs: () => number; readonly endOf: (expiresAt: number) => number },
): RpcDeps["tokens"] {
  const grant = async (
    ...[playerId, name, scope, matchId]: readonly [string, string, Session["scope"], string | null]
  ) => {
    const expiresAt = now() + lifeMs();
    return { token: tokenOf({ sub: playerId, name, scope, match: matchId, until: expiresAt }), expiresAt };
  };
  return {
    user: ({ playerId, name }) => grant(playerId, name, "user", null),
    seat: ({ playerId, name, matchId }) => grant(playerId, name, "seat", matchId),
    observer: (matchId, observerId) => grant(observerId, "Observer", "observer", matchId),
    verify(token): Result<Session> {
      const claims = claimsIn(token);
      if (claims === null) return { ok: false, rejection: BAD };
      const { sub: playerId, name, scope, match: matchId, until: expiresAt } = claims;
      if (endOf(expiresAt) <= now()) return { ok: false, rejection: EXPIRED };
      // Asked anew each time: what is open when the end is put off goes on too.
      const session = {
        ...{ playerId, name, scope, matchId },
        get expiresAt() {
          return endOf(expiresAt);
        },
      };
      return { ok: true, value: session };
    },
  };
}

/** In the form of a JWT, which is what the SDK reads. */
function tokenOf(claims: Claims): string {
  return `none.${btoa(JSON.stringify({ ...claims, exp: claims.until / 1000 }))}.`;
}

function claimsIn(token: string): Claims | null {
  const [, payload] = token.split(".");
  return payload === undefined ? null : (JSON.parse(atob(payload)) as Claims);
}
