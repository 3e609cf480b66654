/**
 * Play stopped by the platform. While it is, nobody is to move and no clock runs; what held then is kept beside
 * the state and comes back unchanged, so that a pause costs nobody time and makes no move stale.
 */
import type { MatchState, MatchStatus, Pause } from "./commit.js";
import type { Seat } from "./seat.js";

/** The state with play stopped. The clock keeps what is left of it at `since`. */
export function stopPlay(
  state: MatchState,
  { reason, since }: Pick<Pause, "reason" | "since">,
  now: number,
): MatchState {
  const remainingMs = state.deadline === null ? null : Math.max(0, state.deadline - now);
  const pause: Pause = { reason, since, toMove: state.toMove, remainingMs };
  return { ...state, status: "paused", toMove: [], deadline: null, pause };
}

/** The state with play going on at `now`; one that is not stopped stays as it is. */
export function goOn(state: MatchState, now: number): MatchState {
  if (state.pause === undefined) return state;
  const { pause, ...rest } = state;
  const { toMove, remainingMs } = pause;
  const deadline = remainingMs === null ? null : now + remainingMs;
  return { ...rest, status: statusWhile(toMove), toMove, deadline };
}

/** Rules that let nobody move although nothing is decided have paused by themselves. */
export function statusWhile(toMove: readonly Seat[]): MatchStatus {
  return toMove.length === 0 ? "paused" : "playing";
}
