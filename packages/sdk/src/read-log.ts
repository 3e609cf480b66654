import type { Rejection } from "@holdfast/engine";
import type { EventPage, VersionedEvents } from "@holdfast/protocol";
import type { Calls } from "./calls.js";
import { HoldfastError } from "./errors.js";

const PAGE = 500;
/** The frame that says what holds now is on its way. */
const OTHER_EPOCH: Rejection = {
  code: "routing_failed",
  reason: "other_epoch",
  recovery: "retry",
  message: "The match's log was taken back to an earlier time.",
};

export interface LogPart {
  readonly matchId: string;
  readonly after: number;
  /** Left out: whichever there is. */
  readonly epoch?: number | undefined;
}

/** The events after a version, of one epoch if that is asked, read page by page. @throws HoldfastError, ClosedError */
export async function readLog(calls: Calls, { matchId, after, epoch }: LogPart): Promise<readonly VersionedEvents[]> {
  const all: VersionedEvents[] = [];
  for (let next: number | null = after; next !== null; ) {
    const page: EventPage = await calls.query("match.events", { matchId, after: next, limit: PAGE });
    if (epoch !== undefined && (page.epoch ?? epoch) !== epoch) throw new HoldfastError(OTHER_EPOCH);
    all.push(...page.commits);
    // A page that does not lead further would be asked for again and again.
    next = page.next !== null && page.next > next ? page.next : null;
  }
  return all;
}
