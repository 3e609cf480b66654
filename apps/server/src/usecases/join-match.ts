/** Takes a seat, by the six-character code or, in a public match, by its id. The first to commit wins it. */
import { type MatchRow, type Rejection, type Result, rejection, type Seat } from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import { answerOnce, type Receipt } from "./answer-once.js";
import type { Deps, Session } from "./deps.js";

export interface JoinRequest {
  readonly msgId: string;
  readonly code?: string | undefined;
  readonly matchId?: string | undefined;
  readonly seat?: Seat | undefined;
  readonly entropy?: string | undefined;
}
export interface Joined {
  readonly live: LiveMatch;
  readonly seat: Seat | null;
  readonly role: "player" | "host";
  readonly receipt: Receipt;
}

/** Absent, finished and private matches all look the same, so that codes cannot be felt out. */
const NO_SUCH_CODE: Rejection = rejection(
  "join_failed",
  "no_open_match",
  "No open match has this code: look at it again, or ask for a new one.",
);
const NO_SUCH_ID: Rejection = rejection(
  "join_failed",
  "no_open_match",
  "No public match that can be joined has this id: ask somebody in it for its code, and join by that.",
);
const NAME_ONE: Rejection = rejection("invalid_message", "code_or_match_id", "Give either a code or a matchId.");
export const NOT_A_USER: Rejection = rejection(
  "forbidden",
  "scope",
  "This token is for one match only and cannot join another.",
);

/** The seat taken and its receipt, or why not. @throws StorageUnavailable */
export async function joinMatch(deps: Deps, session: Session, request: JoinRequest): Promise<Result<Joined>> {
  if (session.scope !== "user") return { ok: false, rejection: NOT_A_USER };
  const found = await findJoinable(deps, session, request);
  return found.ok ? takeSeat(deps, session, found.value, request) : found;
}

/** The same in a match that the player may join for certain. @throws StorageUnavailable */
// oxlint-disable-next-line max-params -- the first two are what every use-case is given
export async function takeSeat(
  deps: Deps,
  session: Session,
  live: LiveMatch,
  request: Pick<JoinRequest, "msgId" | "seat" | "entropy">,
): Promise<Result<Joined>> {
  // Known before the commit is told, so that nobody is shown a seat without a name.
  live.names.set(session.playerId, session.name);
  const { msgId, seat = null, entropy = null } = request;
  const command = { kind: "join", actorId: session.playerId, msgId, seat, entropy } as const;
  const receipt = await answerOnce(deps, live, command);
  const taken = live.seatOf(session.playerId);
  if (taken === null) live.names.delete(session.playerId);
  if (!receipt.ok) return receipt;
  // A repeated join may find its player gone again.
  const role = taken === null ? "player" : roleIn(live, taken);
  return { ok: true, value: { live, seat: taken, role, receipt: receipt.value } };
}

/** What somebody is told who has their part in the match already: nothing was written. */
export function standingIn(
  { ports }: Deps,
  live: LiveMatch,
  { seat, duplicate }: { readonly seat: Seat | null; readonly duplicate: boolean },
): Joined {
  const { isDurable: durable } = ports.store;
  const receipt = { matchId: live.id, version: live.head.version, at: live.facts.createdAt, duplicate, durable };
  return { live, seat, role: roleIn(live, seat), receipt };
}

/** A host may have a seat; nobody else is without one. */
function roleIn({ head, facts }: LiveMatch, seat: Seat | null): Joined["role"] {
  return seat === null || head.state.seats[seat] === facts.hostId ? "host" : "player";
}

async function findJoinable(deps: Deps, session: Session, request: JoinRequest): Promise<Result<LiveMatch>> {
  const { code, matchId } = request;
  if ((code === undefined) === (matchId === undefined)) return { ok: false, rejection: NAME_ONE };
  const none = { ok: false, rejection: code === undefined ? NO_SUCH_ID : NO_SUCH_CODE } as const;
  const found = await deps.ports.store.findMatch(code === undefined ? { matchId: matchId ?? "" } : { code });
  const row = found ?? (code === undefined ? null : await joinedBefore(deps, session, request.msgId));
  if (!row) return none;
  const live = await deps.matches.get(row.matchId);
  if (!live.ok) return none;
  const known = live.value.seatOf(session.playerId) !== null;
  const open = code !== undefined || row.visibility === "public" || known;
  return open ? live : none;
}

/** How many of the player's newest matches are looked through for an earlier try. */
const LOOKED_THROUGH = 20;

/** A match that is over has given its code back: an earlier try of this very request may have led there. */
async function joinedBefore({ ports }: Deps, { playerId }: Session, msgId: string): Promise<MatchRow | null> {
  for (const row of await ports.store.matchesOf(playerId, { finished: true, limit: LOOKED_THROUGH })) {
    if ((await ports.store.findCommit(row.matchId, playerId, msgId)) !== null) return row;
  }
  return null;
}
