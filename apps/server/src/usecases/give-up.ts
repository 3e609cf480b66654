/** Ends a player's part: `resign` gives the match up, `leave` frees the seat while it has not begun. */
import { type Result, rejection } from "@holdfast/engine";
import { actorIn, reach } from "./authorise.js";
import { answerOnce, type Receipt } from "./answer-once.js";
import type { Deps, Session } from "./deps.js";

export interface GiveUpRequest {
  readonly matchId: string;
  readonly msgId: string;
  /** When the server received it, epoch milliseconds: now, unless it has waited for its turn. */
  readonly receivedAt?: number;
}

/** Gives the match up, whoever's turn it is. @throws StorageUnavailable */
export async function resignMatch(deps: Deps, session: Session, request: GiveUpRequest): Promise<Result<Receipt>> {
  const { receivedAt = deps.ports.clock.now() } = request;
  const live = await reach(deps, session, request.matchId);
  if (!live.ok) return live;
  const actor = await actorIn(deps, session, live.value);
  if (!actor.ok) return actor;
  const { seat } = actor.value;
  if (seat === null) return { ok: false, rejection: rejection("forbidden", "no_seat", "Only a player can resign.") };
  const command = { kind: "resign", actorId: session.playerId, msgId: request.msgId, seat } as const;
  return answerOnce(deps, live.value, command, receivedAt);
}

/** Leaves: before the start the seat is free again; later it counts as giving up. @throws StorageUnavailable */
export async function leaveMatch(deps: Deps, session: Session, request: GiveUpRequest): Promise<Result<Receipt>> {
  const { receivedAt = deps.ports.clock.now() } = request;
  const live = await reach(deps, session, request.matchId);
  if (!live.ok) return live;
  // A repeated leave comes from somebody who has no seat any more: the log knows the first one.
  const mayAct = await actorIn(deps, session, live.value);
  const earlier = mayAct.ok ? null : await deps.ports.store.findCommit(live.value.id, session.playerId, request.msgId);
  if (!mayAct.ok && !earlier) return mayAct;
  const command = { kind: "leave", actorId: session.playerId, msgId: request.msgId } as const;
  return answerOnce(deps, live.value, command, receivedAt);
}
