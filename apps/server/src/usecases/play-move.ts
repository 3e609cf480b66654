/** Plays one move. Called by `match.move`. */
import type { Json, Result } from "@holdfast/engine";
import { actorIn, reach } from "./authorise.js";
import { answerOnce, type Receipt } from "./answer-once.js";
import type { Deps, Session } from "./deps.js";

export interface MoveRequest {
  readonly matchId: string;
  readonly msgId: string;
  readonly basedOn: number;
  readonly move: Json;
  /** When the server received it, epoch milliseconds: now, unless it has waited for its turn. */
  readonly receivedAt?: number;
}

/**
 * The receipt, or why the move was refused. Sending the same msgId again returns the first answer,
 * so clients may retry blindly.
 * @throws StorageUnavailable: the move may be in the log; retry with the same msgId.
 */
export async function playMove(deps: Deps, session: Session, request: MoveRequest): Promise<Result<Receipt>> {
  const { receivedAt = deps.ports.clock.now() } = request;
  const answered = deps.matches.outages.received(request.matchId, receivedAt);
  try {
    return await play(deps, session, { ...request, receivedAt });
  } finally {
    answered();
  }
}

async function play(
  deps: Deps,
  session: Session,
  request: MoveRequest & { readonly receivedAt: number },
): Promise<Result<Receipt>> {
  const live = await reach(deps, session, request.matchId);
  if (!live.ok) return live;
  const actor = await actorIn(deps, session, live.value);
  if (!actor.ok) return actor;
  const { msgId, basedOn, move, receivedAt } = request;
  const { seat, host } = actor.value;
  const command = { kind: "move", actorId: session.playerId, msgId, seat, host, basedOn, move } as const;
  return answerOnce(deps, live.value, command, receivedAt);
}
