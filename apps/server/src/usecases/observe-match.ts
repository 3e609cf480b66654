/** Finds the match behind an observer link, a public code or a public id: called by `match.observe`. */
import { type Result, rejection } from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import { NO_MATCH } from "../live/no-match.js";
import { NOT_WATCHABLE } from "../live/watcher.js";
import type { Deps, Session } from "./deps.js";

export interface ObserveRequest {
  readonly matchId?: string | undefined;
  readonly code?: string | undefined;
  readonly key?: string | undefined;
}

/**
 * The match to watch. A private match is found only by its watch key (128 random bits): a six-character
 * code can be guessed, so it opens nothing that is private. @throws StorageUnavailable
 */
export async function observeMatch(deps: Deps, session: Session, request: ObserveRequest): Promise<Result<LiveMatch>> {
  const by = oneOf(request);
  if (!by) {
    return { ok: false, rejection: rejection("invalid_message", "one_of", "Give one of key, code and matchId.") };
  }
  const row = await deps.ports.store.findMatch(by);
  if (!row) return { ok: false, rejection: NO_MATCH };
  const live = await deps.matches.get(row.matchId);
  if (!live.ok) return live;
  const seen = request.key !== undefined || row.visibility === "public" || hasPart(session, live.value);
  if (!seen) return { ok: false, rejection: NO_MATCH };
  return live.value.isWatchable ? live : { ok: false, rejection: NOT_WATCHABLE };
}

function oneOf({
  matchId,
  code,
  key,
}: ObserveRequest): { matchId: string } | { code: string } | { watchKey: string } | null {
  if ([matchId, code, key].filter((given) => given !== undefined).length !== 1) return null;
  if (matchId !== undefined) return { matchId };
  return code !== undefined ? { code } : { watchKey: key ?? "" };
}

function hasPart(session: Session, live: LiveMatch): boolean {
  return session.scope === "user" && (live.seatOf(session.playerId) !== null || live.facts.hostId === session.playerId);
}
