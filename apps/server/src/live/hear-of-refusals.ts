/**
 * Refusals are remembered where every node finds them, but asking for them costs a round trip for each move. So nodes
 * tell each other when there is one: where nobody was refused within the window there is nothing to ask for.
 */
import type { Clock, WakeupBus } from "../ports.js";
import type { LiveMatch } from "./live-match.js";
import type { LiveMatches } from "./live-matches.js";

/** Notes at which matches somebody was refused by another node, or may have been while wake-ups were lost. */
export function hearOfRefusals(wakeups: WakeupBus, matches: LiveMatches, clock: Clock): void {
  wakeups.onWakeup((wakeup) => {
    if (wakeup.kind !== "refused") return;
    const { matchId } = wakeup;
    const note = (live: LiveMatch | null) => {
      if (live === null) return;
      live.refusedAt = clock.now();
      live.heardOfRefusalAt = live.refusedAt;
    };
    const live = matches.peek(matchId);
    if (live !== null) note(live);
    else void matches.arriving(matchId).then(note, () => {});
  });
  wakeups.onGap(() => {
    for (const live of matches.all()) live.refusedAt = clock.now();
  });
}
