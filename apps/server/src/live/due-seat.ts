import { dueTimeout, type Seat } from "@holdfast/engine";
import type { LiveMatch } from "./live-match.js";
import { RulesFault } from "./rules-watch.js";

/** The seat whose time is up at `now`, or null; nobody's is when the rules cannot say whose. */
export function dueSeat(live: LiveMatch, now: number): Seat | null {
  const { deadline } = live.head.state;
  if (deadline === null || now < deadline) return null;
  try {
    return live.ask("timing", () => dueTimeout(live, live.head, now));
  } catch (fault) {
    if (fault instanceof RulesFault) return null;
    throw fault;
  }
}
