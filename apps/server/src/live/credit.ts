/** Makes good for time in which nobody could play: the commit by which a match gets it back. */
import { type CreditCommand, type Standstill, standstillsOwed, SYSTEM } from "@holdfast/engine";
import type { LiveMatch } from "./live-match.js";
import type { OutageBook } from "./outage-book.js";
import { merged } from "./standstills.js";

/** What takes less from its coming to the log is in order. */
const LATE_MS = 500;

/**
 * The credit that is owed to this match, or null. The log itself says what has been given: nothing that ended before
 * the last commit is owed, and no commit is made before it was. `more`: what is owed to this match besides.
 */
export function creditOwed(
  live: LiveMatch,
  outages: Pick<OutageBook, "standstillsAfter">,
  more: readonly Standstill[] = [],
): CreditCommand | null {
  const { state } = live.head;
  if (state.last === null) return null;
  const everybodys = outages.standstillsAfter(state.last.at);
  // A clock would be charged for it; any other time may not be needed, and is given when it is up.
  const own = state.time?.clocks === undefined ? more : [...lateBeginning(live), ...more];
  const known = own.length === 0 ? everybodys : merged([...everybodys, ...own]);
  if (known.length === 0) return null;
  const standstills = standstillsOwed(state, known);
  return standstills.length === 0 ? null : { kind: "credit", actorId: SYSTEM, msgId: nameOf(live), standstills };
}

/** One for each version: a version's credit in another one's place would leave that without any. */
const nameOf = ({ head }: LiveMatch) => `credit:${head.version}`;

/** Found to be owed on another version than this: the log has gone on since, or was taken back. */
export function isCreditGoneBy(live: LiveMatch, { msgId }: CreditCommand): boolean {
  return msgId !== nameOf(live);
}

/**
 * A turn begins when what began it was received, and nobody can have known of it before it was in the log: where that
 * took long, because storage did, the time between the two is nobody's.
 */
export function lateBeginning({ head, storedAt }: LiveMatch): readonly Standstill[] {
  const { last } = head.state;
  if (last === null || storedAt === null || last.kind === "credit" || storedAt - last.at < LATE_MS) return [];
  return [{ from: last.at, to: storedAt, until: storedAt }];
}

/** When it is given: never before what it gives back has ended, by a clock that may be a little ahead of this node's. */
export function creditedAt({ standstills }: CreditCommand, now: number): number {
  return standstills.reduce((latest, { to }) => Math.max(latest, to), now);
}
