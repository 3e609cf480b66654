/**
 * Play stopped by the platform. While it is, nobody is to move and no clock runs; what held then is kept beside
 * the state and comes back unchanged, so that a pause costs nobody time and makes no move stale.
 */
import { chargeClocks } from "./clocks.js";
import type { MatchState, MatchStatus, Pause } from "./commit.js";
import type { Seat } from "./seat.js";
import { deadlineOf } from "./timekeeping.js";

/** The state with play stopped. The clock keeps what is left of it at `since`. */
export function stopPlay(
  state: MatchState,
  { reason, since }: Pick<Pause, "reason" | "since">,
  now: number,
): MatchState {
  const clocks = state.time?.clocks && chargeClocks(state.time.clocks, now);
  const turnEndsAt = clocks ? clocks.turnEndsAt : state.deadline;
  const remainingMs = turnEndsAt === null ? null : Math.max(0, turnEndsAt - now);
  const pause: Pause = { reason, since, toMove: state.toMove, remainingMs };
  const stopped: MatchState = { ...state, status: "paused", toMove: [], deadline: null, pause };
  return clocks
    ? { ...stopped, time: { ...state.time, clocks: { ...clocks, turnEndsAt: null, held: true } } }
    : stopped;
}

/** The state with play going on at `now`; one that is not stopped stays as it is. */
export function goOn(state: MatchState, now: number): MatchState {
  if (state.pause === undefined) return state;
  const { pause, ...rest } = state;
  const { toMove, remainingMs } = pause;
  const turnEndsAt = remainingMs === null ? null : now + remainingMs;
  const going = { ...rest, status: statusWhile(toMove), toMove };
  if (rest.time?.clocks === undefined) return { ...going, deadline: turnEndsAt };
  const { held: _over, ...clocks } = rest.time.clocks;
  const running = { ...clocks, at: now, turnEndsAt };
  return { ...going, deadline: deadlineOf(running), time: { ...rest.time, clocks: running } };
}

/** Rules that let nobody move although nothing is decided have paused by themselves. */
export function statusWhile(toMove: readonly Seat[]): MatchStatus {
  return toMove.length === 0 ? "paused" : "playing";
}
