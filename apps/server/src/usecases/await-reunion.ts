/**
 * A player who comes back to a match that an absence has paused may bring a move: called by `playMove`, so that the move is
 * not refused in the moment before everybody is seen to be here.
 */
import type { Seat } from "@holdfast/engine";
import type { Follower, LiveMatch } from "../live/live-match.js";
import type { Clock } from "../ports.js";
import { isPausedForAbsence } from "./come-back.js";

/** A look at who is here takes milliseconds; others may be as far as this behind. */
export const REUNION_MS = 2_000;

/** Whether a player in this seat may be about to end the pause by being here: nobody has seen them yet. */
export function mayReunite(live: LiveMatch, seat: Seat | null): boolean {
  return seat !== null && isPausedForAbsence(live) && live.standing.seats.get(seat)?.presence !== "here";
}

/** Resolves when the match goes on, or was waited for long enough. */
export function awaitReunion(live: LiveMatch, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      live.followers.delete(follower);
      resolve();
    };
    const cancel = clock.after(REUNION_MS, end);
    const follower: Follower = { wake: () => isPausedForAbsence(live) || end() };
    live.followers.add(follower);
  });
}
