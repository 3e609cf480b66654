/** Plays one move. Called by `match.move`. */
import type { Actor, Json, MoveCommand, Result } from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import { actorIn, reach, reachHere } from "./authorise.js";
import { answerOnce, type Receipt } from "./answer-once.js";
import { awaitReunion, mayReunite } from "./await-reunion.js";
import type { Deps, Session } from "./deps.js";

export interface MoveRequest {
  readonly matchId: string;
  readonly msgId: string;
  readonly basedOn: number;
  readonly move: Json;
  /** When the server received it, epoch milliseconds: now, unless it has waited for its turn. */
  readonly receivedAt?: number;
  /** Whoever received it has noted that it is open until it has its answer. */
  readonly isNoted?: boolean;
}

/**
 * The receipt, or why the move was refused. Sending the same msgId again returns the first answer,
 * so clients may retry blindly.
 * @throws StorageUnavailable: the move may be in the log; retry with the same msgId.
 */
export function playMove(deps: Deps, session: Session, request: MoveRequest): Promise<Result<Receipt>> {
  const { receivedAt = deps.ports.clock.now(), isNoted = false } = request;
  return isNoted ? play(deps, session, request, receivedAt) : playNoted(deps, session, request, receivedAt);
}

/** As long as it has no answer nobody's time runs out over it. */
// oxlint-disable-next-line max-params -- as below
async function playNoted(
  deps: Deps,
  session: Session,
  request: MoveRequest,
  receivedAt: number,
): Promise<Result<Receipt>> {
  const answered = deps.matches.outages.received(request.matchId, receivedAt);
  try {
    return await play(deps, session, request, receivedAt);
  } finally {
    answered();
  }
}

/** In the ordinary case the only wait is that for the log. */
// oxlint-disable-next-line max-params -- a copy of the request to which a key is added costs more than all of this
function play(deps: Deps, session: Session, request: MoveRequest, receivedAt: number): Promise<Result<Receipt>> {
  const here = reachHere(deps, session, request.matchId);
  if (here === null) return playElsewhere(deps, session, request, receivedAt);
  return answered(deps, here.live, commandOf(session, request, here.actor), receivedAt);
}

/** The match has to be loaded first, or it is not known here yet whose seat it is. */
// oxlint-disable-next-line max-params -- as above
async function playElsewhere(
  deps: Deps,
  session: Session,
  request: MoveRequest,
  receivedAt: number,
): Promise<Result<Receipt>> {
  const live = await reach(deps, session, request.matchId);
  if (!live.ok) return live;
  const actor = await actorIn(deps, session, live.value);
  if (!actor.ok) return actor;
  return answered(deps, live.value, commandOf(session, request, actor.value), receivedAt);
}

// oxlint-disable-next-line max-params -- as above
function answered(deps: Deps, live: LiveMatch, command: MoveCommand, receivedAt: number): Promise<Result<Receipt>> {
  if (!mayReunite(live, command.seat)) return answerOnce(deps, live, command, receivedAt);
  // No time passes for anybody while play is paused.
  const { clock } = deps.ports;
  return awaitReunion(live, clock).then(() => answerOnce(deps, live, command, clock.now()));
}

function commandOf({ playerId }: Session, { msgId, basedOn, move }: MoveRequest, { seat, host }: Actor): MoveCommand {
  return { kind: "move", actorId: playerId, msgId, seat, host, basedOn, move };
}
