/**
 * What happens when players stay away past their grace: the game's own events for its policy, in one
 * commit. `pause` and `forfeit` settle it at once; `auto` plays for the absent each time they are to move.
 */
import type { Seat } from "@holdfast/engine";
import { absenceOf, absencePolicy, absentPauseOf } from "../live/absence-policy.js";
import type { LiveMatch } from "../live/live-match.js";
import { submit } from "../live/submit.js";
import type { Deps } from "./deps.js";

/**
 * Applies the absence policy to the seats whose grace is over. Repeating it is harmless: the msgId names the version it was
 * decided on, and once there is another one it is looked anew who is there. @throws StorageUnavailable
 */
export async function closeAbsence(deps: Deps, live: LiveMatch, gone: readonly Seat[]): Promise<void> {
  const { toMove } = live.head.state;
  const absence = absencePolicy(live);
  if (absence === null) return;
  const seats = absence.policy === "auto" ? gone.filter((seat) => toMove.includes(seat)) : gone;
  if (seats.length === 0) return;
  const { ports, matches } = deps;
  const result = await submit({ ports, matches }, live, absenceOf(live, seats), { receivedAt: ports.clock.now() });
  if (!result.ok && absence.policy === "pause" && result.rejection.reason === "no_effect") return pauseFor(deps, live);
  if (!result.ok) ports.log.debug({ matchId: live.id, reason: result.rejection.reason }, "absence changed nothing");
}

/** The rules know no pause of their own: the platform stops play, until everybody is back or somebody decides. */
async function pauseFor({ ports, matches }: Deps, live: LiveMatch): Promise<void> {
  const result = await submit({ ports, matches }, live, absentPauseOf(live), { receivedAt: ports.clock.now() });
  if (!result.ok) ports.log.debug({ matchId: live.id, reason: result.rejection.reason }, "play was not paused");
}
