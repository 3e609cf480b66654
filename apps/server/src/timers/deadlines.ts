/** Lets the time of overdue seats run out. A timeout is an ordinary commit, so every node may try. */
import { dueTimeout } from "@holdfast/engine";
import { type SubmitDeps, submit, timeoutOf } from "../live/submit.js";

/** A move received in time may still be on its way to the log; it must win. */
const SETTLE_MS = 500;

/** Commits the timeout of each match in memory whose deadline is over. @throws StorageUnavailable */
export async function settleDeadlines(deps: SubmitDeps): Promise<void> {
  const { clock, log } = deps.ports;
  const now = clock.now();
  for (const live of deps.matches.all()) {
    const { deadline } = live.head.state;
    if (deadline === null || deadline + SETTLE_MS > now || live.frozen !== null) continue;
    const seat = dueTimeout(live, live.head, now);
    if (seat === null) continue;
    const result = await submit(deps, live, timeoutOf(live, seat), now);
    if (!result.ok) log.debug({ matchId: live.id, reason: result.rejection.reason }, "a timeout changed nothing");
  }
}
