/** Builds a whole view of a match for one viewer, and what happened since the version that they hold. */
import { eventsFor, noticeOf, type StoredCommit, type Viewer, viewFor } from "@holdfast/engine";
import type { Common, EventsLine, StateFrame } from "./frame.js";
import type { LiveMatch } from "./live-match.js";
import { seatLines } from "./seat-lines.js";
import { timingLine } from "./timing-line.js";

/** How a frame continues what the viewer holds. */
export interface Continuation {
  /** Version held, or null to begin afresh. */
  readonly from: number | null;
  /** The commits in between, as far as they are told. */
  readonly commits: readonly StoredCommit[];
  readonly skipped?: true;
  readonly reset?: true;
}

/** What every frame of a match says. */
export function common(match: LiveMatch, now: number): Common {
  return {
    matchId: match.id,
    epoch: match.epoch,
    version: match.head.version,
    seats: seatLines(match),
    spectators: match.standing.spectators,
    serverTime: match.tellTime(now),
    ...(match.saving ? { saving: true } : {}),
  };
}

/** One commit's events as the viewer may know them; the version counts even if nothing is visible. @throws what the rules throw */
export function eventsLine(match: LiveMatch, stored: StoredCommit, viewer: Viewer): EventsLine {
  const { version, seat, receivedAt } = stored.commit;
  const notice = noticeOf(stored.commit);
  const line = { version, at: receivedAt, seat, events: eventsFor(match, stored.commit, viewer) };
  return notice === null ? line : { ...line, notice };
}

function you(viewer: Viewer): StateFrame["you"] {
  if (viewer.kind === "seat") return { role: "player", seat: viewer.seat };
  return viewer.kind === "host" ? { role: "host", seat: viewer.seat } : { role: "observer", seat: null };
}

/** A complete view at the head, continuing as told. @throws RulesFault */
export function stateFrame(match: LiveMatch, viewer: Viewer, go: Continuation & { readonly now: number }): StateFrame {
  const { state } = match.head;
  const timing = timingLine(match);
  return {
    kind: "state",
    ...common(match, go.now),
    game: match.facts.gameId,
    from: go.from,
    ...(go.skipped ? { skipped: true } : {}),
    ...(go.reset ? { reset: true } : {}),
    status: state.status,
    ...(state.pause ? { pause: { reason: state.pause.reason, since: state.pause.since } } : {}),
    ...match.ask("view", () => ({
      view: viewFor(match, match.head, viewer),
      events: go.commits.map((stored) => eventsLine(match, stored, viewer)),
    })),
    lastMove: state.last,
    toMove: state.toMove,
    deadline: state.deadline,
    ...(timing ? { timing } : {}),
    you: you(viewer),
    outcome: state.outcome,
  };
}

/**
 * The commits that a reader who holds `held` has missed, up to the head: those read from storage beforehand
 * and then what memory has. `skipped` when there is a hole between the two, or memory does not go back so far.
 */
export function missedBy(
  match: LiveMatch,
  held: number,
  fromLog: readonly StoredCommit[] | null,
): Pick<Continuation, "commits" | "skipped"> {
  // Storage may be ahead of this node; events must not run ahead of the view they come with.
  const told = (fromLog ?? []).filter(({ commit }) => commit.version <= match.head.version);
  const since = match.commitsSince(told.at(-1)?.commit.version ?? held);
  return since === null ? { commits: told, skipped: true } : { commits: [...told, ...since] };
}
