/** Reads what a session may know: one match, its own matches, public ones, events, the replay log. */
import { isBot, type Json, type MatchRow, type StoredCommit, type Viewer } from "@holdfast/engine";
import type { RematchSummary, SeatHolder } from "@holdfast/protocol";
import type { EventsLine } from "../live/frame.js";
import { eventsLine } from "../live/state-frame.js";
import type { LiveMatch } from "../live/live-match.js";
import { NO_MATCH } from "../live/no-match.js";
import { reach, viewerIn, viewerOf } from "./authorise.js";
import { type Deps, RefusedError, type Session } from "./deps.js";
import { rematchLine } from "./rematch-line.js";

export interface Summary
  extends Omit<MatchRow, "gameId" | "hostId" | "toMove" | "watchKey" | "code" | "epoch" | "seats"> {
  readonly seats: readonly SeatHolder[];
  readonly game: string;
  readonly seat: number | null;
  readonly yourTurn: boolean;
  /** Only for those with a part in the match. */
  readonly code: string | null;
  readonly watchKey: string | null;
  /** Only in the summary of one match, once it is over, for those who had a part in it. */
  readonly rematch?: RematchSummary;
}

const MAX_LISTED = 100;

/** The match, if the session may see it. @throws RefusedError, StorageUnavailable */
export async function seen(deps: Deps, session: Session, matchId: string): Promise<LiveMatch> {
  const live = await reach(deps, session, matchId);
  if (!live.ok) throw new RefusedError(live.rejection);
  const viewer = await viewerIn(deps, session, live.value);
  if (!viewer.ok) throw new RefusedError(viewer.rejection);
  return live.value;
}

/** As whom the session sees what was just read: while it was being read a seat may have been left. @throws RefusedError */
export function viewerNow(session: Session, live: LiveMatch): Viewer {
  const viewer = viewerOf(session, live);
  if (!viewer.ok) throw new RefusedError(viewer.rejection);
  return viewer.value;
}

/** One match in a line. @throws RefusedError, StorageUnavailable */
export async function getMatch(deps: Deps, session: Session, matchId: string): Promise<Summary> {
  const live = await seen(deps, session, matchId);
  const row = await deps.ports.store.findMatch({ matchId });
  // Cleaned up a moment ago, or not to be read any more.
  if (!row) throw new RefusedError(NO_MATCH);
  const summary = summaryOf(row, session);
  const rematch = row.outcome !== null && hasPart(row, session) ? await rematchLine(deps, session, live) : null;
  return rematch === null ? summary : { ...summary, rematch };
}

/** The session's matches, newest first; running ones unless finished ones are asked for too. @throws StorageUnavailable */
export async function myMatches(deps: Deps, session: Session, finished: boolean): Promise<readonly Summary[]> {
  if (session.scope !== "user") return [];
  const rows = await deps.ports.store.matchesOf(session.playerId, { finished, limit: MAX_LISTED });
  return rows.map((row) => summaryOf(row, session));
}

/** Public matches to join or watch; private ones are never listed. @throws StorageUnavailable */
export async function listMatches(
  deps: Deps,
  session: Session,
  status: "open" | "playing",
): Promise<readonly Summary[]> {
  const rows = await deps.ports.store.publicMatches({ status, limit: MAX_LISTED });
  return rows.map((row) => ({ ...summaryOf(row, session), code: null }));
}

export interface EventsRequest {
  readonly matchId: string;
  readonly after: number;
  readonly limit: number;
}
export interface Events {
  readonly matchId: string;
  readonly epoch: number;
  readonly version: number;
  readonly commits: readonly EventsLine[];
  readonly next: number | null;
}

/** The events after a version, as this viewer may know them, a page at a time. @throws RefusedError, StorageUnavailable */
export async function matchEvents(
  deps: Deps,
  session: Session,
  { matchId, after, limit }: EventsRequest,
): Promise<Events> {
  const live = await seen(deps, session, matchId);
  const page = await pageOf(deps, live, { after, limit });
  const { epoch } = live;
  const last = page.at(-1)?.commit.version ?? after;
  const version = Math.max(live.head.version, page.at(-1)?.commit.version ?? 0);
  const viewer = viewerNow(session, live);
  const commits = live.ask("events", () => page.map((stored) => eventsLine(live, stored, viewer)));
  return { matchId, epoch, version, commits, next: last < version ? last : null };
}

export interface Replay {
  readonly live: LiveMatch;
  readonly seed: string | null;
  readonly commits: readonly Json[];
}

/** The log as this viewer may know it; once the match is over the whole log with its seed. @throws RefusedError, StorageUnavailable */
export async function replayMatch(deps: Deps, session: Session, matchId: string): Promise<Replay> {
  const live = await seen(deps, session, matchId);
  // Asked before the log is read: whoever is given the seed is given the whole log, its end included.
  const over = live.head.state.outcome !== null;
  const stored = await everyCommit(deps, live);
  // Stored commits are plain JSON by construction; the redacted lines are too.
  if (over) return { live, seed: live.hosted.seed, commits: stored.map(({ commit }) => commit as unknown as Json) };
  const viewer = viewerNow(session, live);
  const lines = live.ask("events", () => stored.map((one) => eventsLine(live, one, viewer)));
  return { live, seed: null, commits: lines.map((line) => line as unknown as Json) };
}

async function pageOf(deps: Deps, live: LiveMatch, range: { after: number; limit: number }) {
  const page = await deps.matches.logs.readPage(live, range.after, range.limit);
  if (!page.ok) throw new RefusedError(page.rejection);
  return page.value;
}

async function everyCommit(deps: Deps, live: LiveMatch): Promise<readonly StoredCommit[]> {
  const commits: StoredCommit[] = [];
  for (;;) {
    const page = await pageOf(deps, live, { after: commits.at(-1)?.commit.version ?? 0, limit: 500 });
    commits.push(...page);
    if (page.length < 500) return commits;
  }
}

function summaryOf(row: MatchRow, session: Session): Summary {
  const { gameId, hostId: _host, toMove, code, watchKey, epoch: _, ...rest } = row;
  const seat = row.seats.find(({ playerId }) => playerId === session.playerId)?.seat ?? null;
  const part = hasPart(row, session);
  return {
    ...rest,
    seats: row.seats.map((holder) => (isBot(holder.playerId) ? { ...holder, bot: true } : holder)),
    game: gameId,
    seat,
    yourTurn: row.status === "playing" && seat !== null && toMove.includes(seat),
    code: part ? code : null,
    watchKey: part ? watchKey : null,
  };
}

/** Whether the session has a seat in the match, or hosts it. */
function hasPart({ seats, hostId }: Pick<MatchRow, "seats" | "hostId">, session: Session): boolean {
  const { playerId, scope } = session;
  return scope === "user" && (hostId === playerId || seats.some((seat) => seat.playerId === playerId));
}
