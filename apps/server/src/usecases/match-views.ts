/** Shows a match as it was, version by version, to whoever may see it: called by `match.views`. */
import { OBSERVER, rejection, type Seat, type Viewer, viewFor } from "@holdfast/engine";
import type { PastView, ViewPage } from "@holdfast/protocol";
import { eventsLine } from "../live/state-frame.js";
import type { LiveMatch } from "../live/live-match.js";
import { type Deps, RefusedError, type Session } from "./deps.js";
import { type PastStep, stepsAfter } from "./past-heads.js";
import { seen, viewerNow } from "./read-match.js";

export interface ViewsRequest {
  readonly matchId: string;
  readonly after: number;
  readonly limit: number;
  /** As whom: left out, as oneself; another seat, or null for an observer, once the match is over. */
  readonly seat?: Seat | null | undefined;
}

/** Characters of JSON in one page, at most; one view may be more, and then it is alone in its page. */
const MAX_PAGE_LENGTH = 131_072;

const NOT_OVER = rejection("forbidden", "match_running", "What others see can be looked at when the match is over.");
const NO_SEAT = rejection("invalid_message", "no_such_seat", "There is no such seat.");

/** The views after a version, as they were shown then, a page at a time. @throws RefusedError, RulesFault, StorageUnavailable */
export async function matchViews(deps: Deps, session: Session, request: ViewsRequest): Promise<ViewPage> {
  const { matchId, after, limit } = request;
  const live = await seen(deps, session, matchId);
  if (live.frozen) throw new RefusedError(live.frozen);
  viewerFor(live, session, request);
  const steps = await stepsAfter(deps, live, after, limit);
  // Asked again: a seat may have been left, or an end taken back, while the past was being read.
  const viewer = viewerFor(live, session, request);
  const views = live.ask("past views", () => pageOf(live, steps, viewer));
  const last = views.at(-1)?.version ?? after;
  const version = Math.max(live.head.version, views.at(-1)?.version ?? 0);
  return { matchId, epoch: live.epoch, version, isOver: isOver(live), views, next: last < version ? last : null };
}

/** Whoever plays sees what they saw; once it is over the whole log is public, and with it everybody's view. */
function viewerFor(live: LiveMatch, session: Session, { seat }: ViewsRequest): Viewer {
  const own = viewerNow(session, live);
  if (seat === undefined) return own;
  const ownSeat = own.kind === "observer" ? null : own.seat;
  if (seat !== null && seat >= live.facts.seatCount) throw new RefusedError(NO_SEAT);
  if (seat !== null && seat === ownSeat) return { kind: "seat", seat };
  if (seat === null) return OBSERVER;
  if (!isOver(live)) throw new RefusedError(NOT_OVER);
  return { kind: "seat", seat };
}

function isOver(live: LiveMatch): boolean {
  return live.head.state.outcome !== null;
}

function pageOf(live: LiveMatch, steps: readonly PastStep[], viewer: Viewer): readonly PastView[] {
  const views: PastView[] = [];
  let length = 0;
  for (const step of steps) {
    const view = viewAt(live, step, viewer);
    length += JSON.stringify(view).length;
    if (views.length > 0 && length > MAX_PAGE_LENGTH) break;
    views.push(view);
  }
  return views;
}

function viewAt(live: LiveMatch, { stored, head }: PastStep, viewer: Viewer): PastView {
  const { status, toMove, outcome } = head.state;
  return {
    ...eventsLine(live, stored, viewer),
    kind: stored.commit.kind,
    status,
    view: viewFor(live, head, viewer),
    toMove,
    outcome,
  };
}
