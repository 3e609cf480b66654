/** From what the use-cases give to what the wire promises. */
import type { ObserverGrant, ReplayLog, Resumed, SeatGrant } from "@holdfast/protocol";
import type { LiveMatch } from "../live/live-match.js";
import type { Session } from "../usecases/deps.js";
import type { Joined } from "../usecases/join-match.js";
import type { Replay } from "../usecases/read-match.js";
import type { Resumption } from "../usecases/resume-match.js";
import type { RpcDeps } from "./context.js";

/** Everything a player needs to play, with a fresh seat token. */
export async function seatGrant(deps: RpcDeps, session: Session | null, joined: Joined): Promise<SeatGrant> {
  const { live, seat, role, receipt } = joined;
  const { playerId, name } = session ?? { playerId: "", name: "" };
  const grant = await deps.tokens.seat({ playerId, name, matchId: live.id, seat, role });
  return {
    matchId: live.id,
    code: live.hosted.code ?? "",
    game: live.facts.gameId,
    seat,
    role,
    version: receipt.version,
    seatToken: grant.token,
    seatTokenExpiresAt: grant.expiresAt,
    watchKey: live.hosted.watchKey,
    commitment: live.facts.commitment,
    duplicate: receipt.duplicate,
  };
}

/** A token for one match and no other, as an observer. */
export async function observerGrant(deps: RpcDeps, live: LiveMatch): Promise<ObserverGrant> {
  const { token, expiresAt } = await deps.tokens.observer(live.id, deps.ports.random.uuid());
  return { matchId: live.id, game: live.facts.gameId, token, expiresAt };
}

/** The state, with a new seat token for those who have a seat or host. */
export async function resumed(deps: RpcDeps, session: Session, resumption: Resumption): Promise<Resumed> {
  const { live, viewer, state, desync } = resumption;
  const flag = desync ? ({ desync: true } as const) : {};
  if (viewer.kind === "observer") return { state, ...flag };
  const role = viewer.kind === "host" ? "host" : "player";
  const { playerId, name } = session;
  const grant = await deps.tokens.seat({ playerId, name, matchId: live.id, seat: viewer.seat, role });
  return { state, seatToken: grant.token, seatTokenExpiresAt: grant.expiresAt, ...flag };
}

export function replayLog({ live, seed, commits }: Replay): ReplayLog {
  const { matchId, gameId, rulesVersion, options, seatCount, createdAt, commitment } = live.facts;
  const { version } = live.head;
  const hostId = seed === null ? null : live.facts.hostId;
  const facts = { matchId, game: gameId, rulesVersion, options, seatCount, hostId, createdAt, commitment };
  return { ...facts, seed, version, commits };
}
