/** What a session may be in a match. Seats come only from here; nothing a client sends names one. */
import {
  type Actor,
  isBot,
  OBSERVER,
  type Rejection,
  type Result,
  rejection,
  StorageUnavailable,
  type Viewer,
} from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import { NO_MATCH } from "../live/no-match.js";
import { NOT_WATCHABLE } from "../live/watcher.js";
import type { Deps, Session } from "./deps.js";

const WRONG_MATCH: Rejection = rejection("forbidden", "other_match", "This token is for another match.");
const OBSERVER_ACTS: Rejection = rejection("forbidden", "observer", "Observers watch; they cannot act.");

/** The match, if the session's token reaches that far. @throws StorageUnavailable */
export async function reach(deps: Deps, session: Session, matchId: string): Promise<Result<LiveMatch>> {
  if (!reachesTo(session, matchId)) return { ok: false, rejection: WRONG_MATCH };
  const live = await deps.matches.get(matchId);
  if (live.ok) noteAsked(deps, session, live.value);
  return live;
}

/** The match and as whom the session may act in it, where neither storage nor the log has to be asked for that. */
export function reachHere(deps: Deps, session: Session, matchId: string): { live: LiveMatch; actor: Actor } | null {
  const live = reachesTo(session, matchId) ? deps.matches.here(matchId) : null;
  const viewer = live && viewerOf(session, live);
  if (live === null || !viewer?.ok || viewer.value.kind === "observer") return null;
  noteAsked(deps, session, live);
  return { live, actor: { seat: viewer.value.seat, host: viewer.value.kind === "host" } };
}

function reachesTo({ matchId: only }: Session, matchId: string): boolean {
  return only === null || only === matchId;
}

function noteAsked({ ports }: Deps, { playerId }: Session, live: LiveMatch): void {
  if (!isBot(playerId)) live.personAt = ports.clock.now();
}

/**
 * As whom the session sees the match. Somebody without a part in a private match is told the same as
 * if it did not exist.
 */
export function viewerOf(session: Session, live: LiveMatch): Result<Viewer> {
  if (session.scope === "observer") return observerOf(live);
  const seat = live.seatOf(session.playerId);
  if (live.facts.hostId === session.playerId) return { ok: true, value: { kind: "host", seat } };
  if (seat !== null) return { ok: true, value: { kind: "seat", seat } };
  return live.hosted.visibility === "public" ? observerOf(live) : { ok: false, rejection: NO_MATCH };
}

function observerOf(live: LiveMatch): Result<Viewer> {
  return live.isWatchable ? { ok: true, value: OBSERVER } : { ok: false, rejection: NOT_WATCHABLE };
}

/**
 * The same, for a node that may be behind: somebody who took a seat through another node a moment ago is
 * not a stranger here. @throws StorageUnavailable
 */
export async function viewerIn(deps: Deps, session: Session, live: LiveMatch): Promise<Result<Viewer>> {
  try {
    return await viewerByLog(deps, session, live);
  } catch (fault) {
    const viewer = viewerOf(session, live);
    // Whoever may watch anyway goes on watching; who is shown nothing here must not be told that there is nothing.
    if (!viewer.ok || !(fault instanceof StorageUnavailable)) throw fault;
    return viewer;
  }
}

/**
 * As whom the session may act: a player, the host, or not at all. "No" is only said of the log: another node may have given
 * the seat, and let the very request in. @throws StorageUnavailable
 */
export async function actorIn(deps: Deps, session: Session, live: LiveMatch): Promise<Result<Actor>> {
  const viewer = await viewerByLog(deps, session, live);
  if (!viewer.ok) return viewer;
  if (viewer.value.kind === "observer") return { ok: false, rejection: OBSERVER_ACTS };
  return { ok: true, value: { seat: viewer.value.seat, host: viewer.value.kind === "host" } };
}

/** Nobody is a stranger, or only an observer, until the log has been asked. @throws StorageUnavailable */
async function viewerByLog(deps: Deps, session: Session, live: LiveMatch): Promise<Result<Viewer>> {
  const viewer = viewerOf(session, live);
  if (session.scope === "observer" || (viewer.ok && viewer.value.kind !== "observer")) return viewer;
  await deps.matches.levelling.compare(live);
  return viewerOf(session, live);
}
