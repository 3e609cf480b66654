import type { AbsencePolicy } from "@holdfast/engine";
import type { LiveMatch } from "./live-match.js";
import { RulesFault } from "./rules-watch.js";

/** What the rules say about players who stay away; null while there is nothing to lose, and when they cannot say. */
export function absencePolicy(live: LiveMatch): AbsencePolicy | null {
  const { status, game } = live.head.state;
  if (status !== "playing" || game === null) return null;
  try {
    return live.ask("absence", () => live.game.absence(game));
  } catch (fault) {
    if (fault instanceof RulesFault) return null;
    throw fault;
  }
}
