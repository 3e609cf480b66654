/**
 * The step from the version before to the head, as viewers of one class see it: both sides of it, for whoever writes
 * down what lies between. What the one side was is found again from the head before, so nothing idle is kept for it.
 */
import { type MatchHead, type StoredCommit, type Viewer, viewerKey, viewFor } from "@holdfast/engine";
import type { StepFrame, VersionPart } from "./frame.js";
import type { LiveMatch } from "./live-match.js";
import { eventsLine } from "./state-frame.js";
import { timingLine, timingOf } from "./timing-line.js";

interface Kept {
  readonly head: MatchHead;
  readonly builtAt: number;
  readonly part: VersionPart;
}

/** By class of viewer, the newer side of the last step: it is the older one of the next. */
export class KeptParts {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly match: LiveMatch) {}

  /**
   * Both sides; null where it is not certain what was told before. `hasEvents`: the reader was told the events of the
   * version before. @throws RulesFault
   */
  sides(viewer: Viewer, hasEvents: boolean, now: number): Pick<StepFrame, "before" | "after"> | null {
    const { before: head, head: newest } = this.match;
    const stored = head === null ? undefined : this.match.commitsSince(head.version)?.at(-1);
    if (head === null || stored === undefined || !isLast(stored, newest)) return null;
    const before = this.#before(viewer, head, hasEvents);
    if (before === null) return null;
    const after = this.#after(viewer, newest, { stored, now });
    // Rules that could not say whose time it is may have had an answer when the other was told.
    const { untimed } = this.match;
    return untimed === before.version || untimed === after.version ? null : { before, after };
  }

  forgetBefore(moment: number): void {
    for (const [key, { builtAt }] of this.#kept) if (builtAt < moment) this.#kept.delete(key);
  }

  #before(viewer: Viewer, head: MatchHead, hasEvents: boolean): VersionPart | null {
    const kept = this.#kept.get(viewerKey(viewer));
    if (kept?.head === head) return hasEvents ? kept.part : { ...kept.part, events: [] };
    const stored = hasEvents ? this.match.commitsSince(head.version - 1)?.at(0) : undefined;
    return hasEvents && stored === undefined ? null : partOf(this.match, head, viewer, stored);
  }

  #after(viewer: Viewer, head: MatchHead, { stored, now }: { stored: StoredCommit; now: number }): VersionPart {
    const key = viewerKey(viewer);
    const kept = this.#kept.get(key);
    if (kept?.head === head) return kept.part;
    const part = partOf(this.match, head, viewer, stored);
    this.#kept.set(key, { head, builtAt: now, part });
    return part;
  }
}

/** What the commit says of itself is what its frame says of the last move. */
function isLast({ commit }: StoredCommit, { version, state: { last } }: MatchHead): boolean {
  const { seat, kind, receivedAt } = commit;
  return (
    commit.version === version &&
    last?.version === version &&
    last.seat === seat &&
    last.kind === kind &&
    last.at === receivedAt
  );
}

// oxlint-disable-next-line max-params -- a head of the match, whose it is, and what led to it
function partOf(match: LiveMatch, head: MatchHead, viewer: Viewer, stored: StoredCommit | undefined): VersionPart {
  const { status, pause, last, toMove, deadline, outcome } = head.state;
  const timing = head === match.head ? timingLine(match) : timingOf(match, head.state);
  const { view, events } = match.ask("view", () => ({
    view: viewFor(match, head, viewer),
    events: stored === undefined ? [] : [eventsLine(match, stored, viewer)],
  }));
  const part: { -readonly [Key in keyof VersionPart]: VersionPart[Key] } = {
    version: head.version,
    status,
    view,
    events,
    lastMove: last,
    toMove,
    deadline,
    outcome,
  };
  if (pause !== undefined) part.pause = { reason: pause.reason, since: pause.since };
  if (timing !== null) part.timing = timing;
  return part;
}
