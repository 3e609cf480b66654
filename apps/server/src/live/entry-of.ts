import type { AppendEntry, Decided, MatchHead } from "@holdfast/engine";
import type { LiveMatch } from "./live-match.js";

/** A snapshot is stored every so many versions, and at the end. */
const SNAPSHOT_EVERY = 50;

/** What is appended for a commit that was decided on, with what the match's row must say then. */
export function entryOf(live: LiveMatch, { commit, head }: Decided): AppendEntry {
  const { status, deadline, toMove, outcome } = head.state;
  const due = commit.version % SNAPSHOT_EVERY === 0 || outcome !== null || status === "aborted";
  const seating = seatChange(live.head, head);
  return { epoch: live.epoch, commit, status, deadline, toMove, outcome, snapshot: due ? head.state : null, seating };
}

function seatChange(before: MatchHead, after: MatchHead): AppendEntry["seating"] {
  const seat = after.state.seats.findIndex((playerId, i) => playerId !== before.state.seats[i]);
  return seat < 0 ? null : { seat, playerId: after.state.seats[seat] ?? null };
}
