/** Creates a match and seats its creator, unless the creator only hosts. */
import { canonicalJson, type Json, type Rejection, type Result, rejection } from "@holdfast/engine";
import { MSG_ID_REUSED } from "../live/earlier-commit.js";
import { nativeSha256 } from "../live/native-sha256.js";
import type { Deps, Session } from "./deps.js";
import { type Joined, standingIn, takeSeat } from "./join-match.js";
import { storeTable } from "./store-table.js";

export interface CreateRequest {
  readonly msgId: string;
  readonly game: string;
  readonly options?: Record<string, unknown> | undefined;
  readonly seats?: number | undefined;
  readonly visibility: "private" | "public";
  readonly as: "player" | "host";
  readonly entropy?: string | undefined;
}

const NOT_A_USER: Rejection = rejection("forbidden", "scope", "This token is for one match only.");

/** The new match with the creator in seat 0 (or hosting); the same msgId finds the same match. @throws StorageUnavailable */
export async function createMatch(deps: Deps, session: Session, request: CreateRequest): Promise<Result<Joined>> {
  if (session.scope !== "user") return { ok: false, rejection: NOT_A_USER };
  const stored = await store(deps, session, request);
  if (!stored.ok) return stored;
  return seatCreator(deps, session, request, stored.value);
}

async function store(deps: Deps, session: Session, request: CreateRequest): Promise<Result<string>> {
  const { msgId, game, options, seats, visibility, as } = request;
  const actorId = session.playerId;
  const createPayloadHash = fingerprint(request);
  const stored = await storeTable(deps, {
    game,
    options,
    seats,
    visibility,
    hostId: as === "host" ? actorId : null,
    created: { creatorId: actorId, createMsgId: msgId, createPayloadHash },
    askedBy: { actorId, msgId },
  });
  if (!stored.ok) return stored;
  const { matchId, payloadHash } = stored.value;
  return payloadHash === createPayloadHash ? { ok: true, value: matchId } : { ok: false, rejection: MSG_ID_REUSED };
}

async function seatCreator(
  deps: Deps,
  session: Session,
  request: CreateRequest,
  matchId: string,
): Promise<Result<Joined>> {
  const live = await deps.matches.get(matchId);
  if (!live.ok) return live;
  const { msgId, entropy } = request;
  if (request.as === "player") return takeSeat(deps, session, live.value, { msgId, seat: 0, entropy });
  return { ok: true, value: standingIn(deps, live.value, { seat: null, duplicate: live.value.head.version > 0 }) };
}

function fingerprint({ game, options, seats, visibility, as, entropy }: CreateRequest): string {
  return nativeSha256(
    canonicalJson(JSON.parse(JSON.stringify({ game, options, seats, visibility, as, entropy })) as Json),
  );
}
