/**
 * Leads everybody who asks for a rematch of one match to the same new one. Its creator is that of the match before, and its
 * msgId is made of that match's id: both together are unique in storage, so that of all who ask, through whichever nodes,
 * one makes it and the others find it. Every step is safe to repeat: a node that dies in between leaves the rest to the next.
 */
import { isBot, type Rejection, type Result, rejection, type Seat } from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import { nativeSha256 } from "../live/native-sha256.js";
import { actorIn, reach } from "./authorise.js";
import type { Deps, Session } from "./deps.js";
import { type Joined, NOT_A_USER, standingIn, takeSeat } from "./join-match.js";
import { seatBot } from "./seat-bots.js";
import { storeTable } from "./store-table.js";

export interface RematchRequest {
  readonly msgId: string;
  /** The match that is over. */
  readonly matchId: string;
  readonly entropy?: string | undefined;
}

const NOT_OVER: Rejection = rejection(
  "invalid_action",
  "match_not_over",
  "This match is still being played: ask for a rematch when it is over.",
);
const FULL: Rejection = rejection(
  "join_failed",
  "rematch_full",
  "Every seat of the rematch is taken, and it has begun: start a match of your own.",
);
const OVER_TOO: Rejection = rejection(
  "game_over",
  "rematch_over",
  "The rematch was played without you and is over: start a match of your own.",
);

/**
 * The rematch of a match that is over, with whoever asks in their seat of then (another one where somebody has that) or
 * hosting again. Whoever has a part in it already gets that, however often they ask. @throws StorageUnavailable
 */
export async function rematch(deps: Deps, session: Session, request: RematchRequest): Promise<Result<Joined>> {
  if (session.scope !== "user") return { ok: false, rejection: NOT_A_USER };
  const before = await reach(deps, session, request.matchId);
  if (!before.ok) return before;
  const actor = await actorIn(deps, session, before.value);
  if (!actor.ok) return actor;
  if (!(await isOver(deps, before.value))) return { ok: false, rejection: NOT_OVER };
  const table = await tableAfter(deps, before.value, { actorId: session.playerId, msgId: request.msgId });
  if (!table.ok) return table;
  await seatBots(deps, before.value, table.value);
  const { seat } = actor.value;
  const { version } = table.value.head;
  if (seat === null) return { ok: true, value: standingIn(deps, table.value, { seat, duplicate: version > 0 }) };
  return seatAgain(deps, session, table.value, { ...request, seat });
}

/** Under which msgId of its creator's the rematch is made: none that a client could send, which are UUIDs. */
export function rematchName(matchId: string): string {
  return `rematch:${matchId}`;
}

/** It may have ended a moment ago, through another node. */
async function isOver({ matches }: Deps, live: LiveMatch): Promise<boolean> {
  if (live.head.state.outcome === null) await matches.levelling.compare(live);
  return live.head.state.outcome !== null;
}

async function tableAfter(
  deps: Deps,
  { id, facts, hosted }: LiveMatch,
  askedBy: { readonly actorId: string; readonly msgId: string },
): Promise<Result<LiveMatch>> {
  const createMsgId = rematchName(id);
  const { creatorId, visibility } = hosted;
  const earlier = await deps.ports.store.findCreated(creatorId, createMsgId);
  if (earlier !== null) return deps.matches.get(earlier.matchId);
  const stored = await storeTable(deps, {
    game: facts.gameId,
    options: facts.options,
    seats: facts.seatCount,
    visibility,
    hostId: facts.hostId,
    created: { creatorId, createMsgId, createPayloadHash: nativeSha256(createMsgId) },
    askedBy,
  });
  return stored.ok ? deps.matches.get(stored.value.matchId) : stored;
}

/** In their own order and under names of their own: a bot that was taken away again does not come back. */
async function seatBots(deps: Deps, before: LiveMatch, live: LiveMatch): Promise<void> {
  for (const [seat, playerId] of before.head.state.seats.entries()) {
    if (live.head.state.status !== "open") return;
    if (isBot(playerId)) await seatBot(deps, live, { msgId: `rematch:bot:${seat}`, seat });
  }
}

interface SeatWish extends RematchRequest {
  readonly seat: Seat;
}

async function seatAgain(
  deps: Deps,
  session: Session,
  live: LiveMatch,
  { msgId, seat, entropy }: SeatWish,
): Promise<Result<Joined>> {
  let joined = await takeSeat(deps, session, live, { msgId, seat, entropy });
  // What was refused is remembered under its msgId: another wish has another one.
  if (isTaken(joined)) joined = await takeSeat(deps, session, live, { msgId: `any:${msgId}`, entropy });
  if (joined.ok) return joined;
  // Nobody is refused on what a node has not heard yet: whoever has a seat now came to it by another request.
  const held = live.seatOf(session.playerId);
  if (held === null) return { ok: false, rejection: inWords(joined.rejection) };
  return { ok: true, value: standingIn(deps, live, { seat: held, duplicate: true }) };
}

function isTaken(joined: Result<Joined>): boolean {
  return !joined.ok && joined.rejection.code === "seat_taken";
}

function inWords(refusal: Rejection): Rejection {
  if (refusal.reason === "match_over") return OVER_TOO;
  return refusal.reason === "match_started" ? FULL : refusal;
}
