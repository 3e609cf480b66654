/** What a session may be in a match. Seats come only from here; nothing a client sends names one. */
import { type Actor, OBSERVER, type Rejection, type Result, rejection, type Viewer } from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import { NO_MATCH } from "../live/live-matches.js";
import type { Deps, Session } from "./deps.js";

const WRONG_MATCH: Rejection = rejection("forbidden", "other_match", "This token is for another match.");
const OBSERVER_ACTS: Rejection = rejection("forbidden", "observer", "Observers watch; they cannot act.");

/** The match, if the session's token reaches that far. @throws StorageUnavailable */
export async function reach(deps: Deps, session: Session, matchId: string): Promise<Result<LiveMatch>> {
  if (session.matchId !== null && session.matchId !== matchId) return { ok: false, rejection: WRONG_MATCH };
  return deps.matches.get(matchId);
}

/**
 * As whom the session sees the match. Somebody without a part in a private match is told the same as
 * if it did not exist.
 */
export function viewerOf(session: Session, live: LiveMatch): Result<Viewer> {
  if (session.scope === "observer") return { ok: true, value: OBSERVER };
  const seat = live.seatOf(session.playerId);
  if (live.facts.hostId === session.playerId) return { ok: true, value: { kind: "host", seat } };
  if (seat !== null) return { ok: true, value: { kind: "seat", seat } };
  if (live.hosted.visibility === "public") return { ok: true, value: OBSERVER };
  return { ok: false, rejection: NO_MATCH };
}

/** As whom the session may act: a player, the host, or not at all. */
export function actorOf(session: Session, live: LiveMatch): Result<Actor> {
  const viewer = viewerOf(session, live);
  if (!viewer.ok) return viewer;
  if (viewer.value.kind === "observer") return { ok: false, rejection: OBSERVER_ACTS };
  return { ok: true, value: { seat: viewer.value.seat, host: viewer.value.kind === "host" } };
}
