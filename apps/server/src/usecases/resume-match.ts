/** Gives a returning client everything at once: called by `match.resume`. */
import { type Result, rejection, type Rejection, type Viewer } from "@holdfast/engine";
import type { StateFrame } from "../live/frame.js";
import { missedBy, stateFrame } from "../live/state-frame.js";
import type { LiveMatch } from "../live/live-match.js";
import { reach, viewerIn, viewerOf } from "./authorise.js";
import type { Deps, Session } from "./deps.js";
import { beginning, startingOver, type WatchRequest } from "./watch-match.js";

export interface Resumption {
  readonly live: LiveMatch;
  readonly viewer: Viewer;
  readonly state: StateFrame;
  /** The client claimed a version the log does not have: it must drop what it holds. */
  readonly desync: boolean;
}

/** Full state, version, last move and the events missed since `held`, in one answer. @throws StorageUnavailable */
export async function resumeMatch(deps: Deps, session: Session, request: WatchRequest): Promise<Result<Resumption>> {
  const reached = await reach(deps, session, request.matchId);
  if (!reached.ok) return reached;
  const live = reached.value;
  const asking = await viewerIn(deps, session, live);
  if (!asking.ok) return asking;
  const begin = await beginning(deps, live, request.held);
  await claimSeat(deps, session, request, asking.value);
  // The seat may have been left meanwhile, and be somebody else's now.
  const viewer = viewerOf(session, live);
  if (!viewer.ok) return viewer;
  if (live.frozen) return { ok: false, rejection: live.frozen };
  const isTakenBack = request.held !== null && begin.epoch !== live.epoch;
  const { held, missed, reset } = isTakenBack ? startingOver(live) : begin;
  const told = held === null ? { commits: [] } : missedBy(live, held, missed);
  const go = { from: held, ...told, ...(reset ? ({ reset: true } as const) : {}), now: deps.ports.clock.now() };
  const state = stateFrame(live, viewer.value, go);
  return { ok: true, value: { live, viewer: viewer.value, state, desync: reset } };
}

async function claimSeat(deps: Deps, session: Session, request: WatchRequest, viewer: Viewer): Promise<void> {
  if (viewer.kind === "observer" || viewer.seat === null || request.connectionId === null) return;
  const { matchId, connectionId } = request;
  await deps.seats.claim({ matchId, seat: viewer.seat, playerId: session.playerId, connectionId });
}

export const SUPERSEDED: Rejection = rejection(
  "superseded",
  "seat_taken_over",
  "You opened this match elsewhere. Take the seat back to play here.",
);
