/** A hint that a match has moved on elsewhere: read the log, never the hint. */
import type { LiveMatch } from "../live/live-match.js";
import type { LiveMatches } from "../live/live-matches.js";
import type { Log, WakeupBus } from "../ports.js";

/** Levels matches in memory when another node hints at a newer version, and all of them after the bus was down. */
export function levelOnWakeups(wakeups: WakeupBus, matches: LiveMatches, log: Log): void {
  // Anti-entropy comes by within a second for whatever fails here.
  const missed = (fault: unknown) => log.debug({ fault: String(fault) }, "a hint could not be followed");
  const follow = async (live: LiveMatch | null, { epoch, version }: { epoch: number; version: number }) => {
    if (live === null || live.frozen !== null) return;
    if (epoch > live.epoch) return matches.levelling.compare(live);
    if (version <= live.head.version) return;
    await live.queue.run(async () => {
      if (version > live.head.version) await matches.levelling.level(live);
    });
  };
  wakeups.onWakeup((wakeup) => {
    if (wakeup.kind !== "version") return;
    const { matchId } = wakeup;
    const live = matches.peek(matchId);
    // Whatever a node says comes back to it.
    if (live !== null && wakeup.epoch <= live.epoch && wakeup.version <= live.head.version) return;
    // While it is being loaded the log may have been read already: the hint waits for what comes of that.
    const known = live ? Promise.resolve(live) : matches.arriving(matchId);
    known.then((one) => follow(one, wakeup)).catch(missed);
  });
  wakeups.onGap(() => void matches.levelAll().catch(missed));
}
