/** A hint that a match has moved on elsewhere: read the log, never the hint. */
import type { LiveMatches } from "../live/live-matches.js";
import type { Log, WakeupBus } from "../ports.js";

/** Levels matches in memory when another node hints at a newer version, and all of them after the bus was down. */
export function levelOnWakeups(wakeups: WakeupBus, matches: LiveMatches, log: Log): void {
  // Anti-entropy comes by within a second for whatever fails here.
  const missed = (fault: unknown) => log.debug({ fault: String(fault) }, "a hint could not be followed");
  wakeups.onWakeup((wakeup) => {
    if (wakeup.kind !== "version") return;
    const live = matches.peek(wakeup.matchId);
    if (live === null || live.frozen !== null || wakeup.version <= live.head.version) return;
    live.queue.run(() => (wakeup.version > live.head.version ? matches.level(live) : Promise.resolve())).catch(missed);
  });
  wakeups.onGap(() => void matches.levelAll().catch(missed));
}
