/** Ends a player's part: `resign` gives the match up, `leave` frees the seat while it has not begun. */
import { type Rejection, type Result, rejection } from "@holdfast/engine";
import { actorIn, reach } from "./authorise.js";
import { answerOnce, type Receipt, refuseOnce } from "./answer-once.js";
import type { Deps, Session } from "./deps.js";

export interface GiveUpRequest {
  readonly matchId: string;
  readonly msgId: string;
  /** When the server received it, epoch milliseconds: now, unless it has waited for its turn. */
  readonly receivedAt?: number;
}

/** The seat that a request to resign names where whoever asks has none; what is asked is the same. */
const NOWHERE = -1;
const NO_SEAT: Rejection = rejection("forbidden", "no_seat", "Only a player can resign.");

/** Gives the match up, whoever's turn it is. @throws StorageUnavailable */
export async function resignMatch(deps: Deps, session: Session, request: GiveUpRequest): Promise<Result<Receipt>> {
  const { receivedAt = deps.ports.clock.now() } = request;
  const live = await reach(deps, session, request.matchId);
  if (!live.ok) return live;
  const actor = await actorIn(deps, session, live.value);
  const seat = actor.ok ? actor.value.seat : null;
  const asked = { kind: "resign", actorId: session.playerId, msgId: request.msgId } as const;
  if (seat !== null) return answerOnce(deps, live.value, { ...asked, seat }, receivedAt);
  return refuseOnce(deps, live.value, { ...asked, seat: NOWHERE }, actor.ok ? NO_SEAT : actor.rejection);
}

/** Leaves: before the start the seat is free again; later it counts as giving up. @throws StorageUnavailable */
export async function leaveMatch(deps: Deps, session: Session, request: GiveUpRequest): Promise<Result<Receipt>> {
  const { receivedAt = deps.ports.clock.now() } = request;
  const live = await reach(deps, session, request.matchId);
  if (!live.ok) return live;
  const actor = await actorIn(deps, session, live.value);
  const command = { kind: "leave", actorId: session.playerId, msgId: request.msgId } as const;
  // A repeated leave comes from somebody who has no seat any more: the log knows the first one.
  if (!actor.ok) return refuseOnce(deps, live.value, command, actor.rejection);
  return answerOnce(deps, live.value, command, receivedAt);
}
