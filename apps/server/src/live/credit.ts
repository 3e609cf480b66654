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
