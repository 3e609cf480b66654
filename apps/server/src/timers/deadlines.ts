/** Lets the time of overdue seats run out. A timeout is an ordinary commit, so every node may try. */
import { dueTimeout } from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import { settleEach } from "../live/settle-each.js";
import { type SubmitDeps, submit, timeoutOf } from "../live/submit.js";

/** A move received in time may still be on its way to the log; it must win. */
const SETTLE_MS = 500;

/** Commits the timeout of each match in memory whose deadline is over. @throws StorageUnavailable */
export async function settleDeadlines(deps: SubmitDeps): Promise<void> {
  const now = deps.ports.clock.now();
  const overdue = [...deps.matches.all()].filter((live) => isOverdue(live, now));
  await settleEach(overdue, (live) => settle(deps, live, now));
}

function isOverdue({ head, frozen }: LiveMatch, now: number): boolean {
  const { deadline } = head.state;
  return deadline !== null && deadline + SETTLE_MS <= now && frozen === null;
}

async function settle(deps: SubmitDeps, live: LiveMatch, now: number): Promise<void> {
  const seat = dueTimeout(live, live.head, now);
  if (seat === null) return;
  const result = await submit(deps, live, timeoutOf(live, seat), now);
  if (result.ok) return;
  deps.ports.log.debug({ matchId: live.id, reason: result.rejection.reason }, "a timeout changed nothing");
}
