/** Makes good for time in which nobody could play: the commit by which a match gets it back. */
import { type CreditCommand, standstillsOwed, SYSTEM } from "@holdfast/engine";
import type { LiveMatch } from "./live-match.js";
import type { OutageBook } from "./outages.js";

/**
 * The credit that is owed to this match, or null. The log itself says what has been given: nothing that ended before
 * the last commit is owed, and no commit is made before it was.
 */
export function creditOwed(live: LiveMatch, outages: Pick<OutageBook, "standstillsAfter">): CreditCommand | null {
  const { state, version } = live.head;
  if (state.last === null) return null;
  const known = outages.standstillsAfter(state.last.at);
  if (known.length === 0) return null;
  const standstills = standstillsOwed(state, known);
  return standstills.length === 0 ? null : { kind: "credit", actorId: SYSTEM, msgId: `credit:${version}`, standstills };
}

/** When it is given: never before what it gives back has ended, by a clock that may be a little ahead of this node's. */
export function creditedAt({ standstills }: CreditCommand, now: number): number {
  return standstills.reduce((latest, { to }) => Math.max(latest, to), now);
}
