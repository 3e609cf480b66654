import { rejection, type Result } from "@holdfast/engine";
import type { RpcDeps } from "../../../apps/server/src/rpc/context.js";
import type { Session } from "../../../apps/server/src/usecases/deps.js";

/** Longer than any world lasts. */
const LIFE_MS = 7 * 24 * 3_600_000;
const BAD = rejection("unauthorized", "bad_token");

/** The token that stands for a player everywhere. */
export function userToken(player: { readonly playerId: string; readonly name: string }): string {
  return JSON.stringify([player.playerId, player.name, "user", null]);
}

/** Tokens that say what they mean, unsigned: real signatures are made on other threads, at moments nobody can repeat. */
export function simTokens(now: () => number): RpcDeps["tokens"] {
  const grant = async (token: string) => ({ token, expiresAt: now() + LIFE_MS });
  return {
    user: (player) => grant(userToken(player)),
    seat: ({ playerId, name, matchId }) => grant(JSON.stringify([playerId, name, "seat", matchId])),
    observer: (matchId, observerId) => grant(JSON.stringify([observerId, "Observer", "observer", matchId])),
    async verify(token): Promise<Result<Session>> {
      const [playerId, name, scope, matchId] = JSON.parse(token) as [string, string, Session["scope"], string | null];
      if (typeof playerId !== "string") return { ok: false, rejection: BAD };
      return { ok: true, value: { playerId, name, scope, matchId, expiresAt: now() + LIFE_MS } };
    },
  };
}
