import { rejection, type Result } from "@holdfast/engine";
import type { RpcDeps } from "../../../apps/server/src/rpc/context.js";
import type { Session } from "../../../apps/server/src/usecases/deps.js";

const BAD = rejection("unauthorized", "bad_token");
const EXPIRED = rejection("token_expired", "token_expired");

type Claims = readonly [playerId: string, name: string, scope: Session["scope"], matchId: string | null, until: number];

/** The token that stands for a player everywhere, until then. */
export function userToken(player: { readonly playerId: string; readonly name: string }, until: number): string {
  return tokenOf([player.playerId, player.name, "user", null, until]);
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
    return { token: tokenOf([playerId, name, scope, matchId, expiresAt]), expiresAt };
  };
  return {
    user: ({ playerId, name }) => grant(playerId, name, "user", null),
    seat: ({ playerId, name, matchId }) => grant(playerId, name, "seat", matchId),
    observer: (matchId, observerId) => grant(observerId, "Observer", "observer", matchId),
    verify(token): Result<Session> {
      const [playerId, name, scope, matchId, expiresAt] = JSON.parse(token) as Claims;
      if (typeof playerId !== "string") return { ok: false, rejection: BAD };
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

function tokenOf(claims: Claims): string {
  return JSON.stringify(claims);
}
