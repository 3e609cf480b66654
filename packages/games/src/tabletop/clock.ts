/** What happens by itself: a flag falls, a confirmation or an idle match runs out, a result becomes final. */
import type { Context, Seat, Timing } from "@holdfast/engine";
import { REOPEN_MS } from "./check.js";
import { Course } from "./course.js";
import { byScore, endGame } from "./stages.js";
import { type Event, other, sideOf, type State } from "./state.js";

const CONFIRM_MS = 600_000;
const IDLE_MS = 86_400_000;

/** Whose move it is. Scores, corrections and pauses need no turn. */
export function toMove({ status, paused, active, confirmed, rollWinner, rolls, settings }: State): readonly Seat[] {
  const both = [0, 1];
  switch (status) {
    case "setup":
      return both;
    case "deployment":
    case "first-turn":
      if (rollWinner !== null) return [rollWinner - 1];
      return settings.rollOff === "server" ? both.filter((seat) => rolls[seat] === null) : both;
    case "playing":
      if (paused || active === null) return [];
      return settings.endTurnBy === "either" ? both : [active - 1];
    case "confirming":
      return both.filter((seat) => confirmed[seat] === false);
    case "over":
      return [];
  }
}

export function timing(state: State): Timing | null {
  const { status, paused, step, sealed, result } = state;
  const isFinal = sealed || result?.status === "aborted";
  if (status === "over") return isFinal ? null : { seats: [0], turn: `${step}.over`, ms: REOPEN_MS };
  if (status === "confirming") return { seats: toMove(state), turn: `${step}.confirm`, ms: CONFIRM_MS };
  if (status === "setup" || paused) return { seats: [0], turn: `${step}.idle`, ms: IDLE_MS };
  return status === "playing" ? flagTiming(state) : null;
}

/** Counting down, the clock that runs ends when nothing is left of it; once it has fallen it goes on below. */
function flagTiming(state: State): Timing | null {
  const { active, clock, settings, step } = state;
  if (settings.clockMode !== "count-down" || active === null || clock.runningFor === null) return null;
  if (sideOf(state, active).flagged) return null;
  return { seats: [active - 1], turn: `${step}.flag`, ms: Math.max(1, clock.base[active - 1] ?? 0) };
}

export function onTimeout(state: State, seat: Seat, { now, chance }: Context): readonly Event[] {
  const course = new Course(state, now, chance);
  const { status, paused } = state;
  if (status === "over") return timing(state) === null ? [] : [{ type: "game.sealed" }];
  if (status === "confirming") endGame(course, { winner: byScore(state), reason: "score" });
  else if (status === "setup" || paused) endGame(course, { winner: null, reason: "idle" });
  else if (flagTiming(state)?.seats.includes(seat)) flag(course);
  return course.events;
}

/** At the exact time at which nothing was left, however late it is noticed. */
function flag(course: Course): void {
  const { active, clock, settings } = course.state;
  const fallen = active ?? 1;
  course.add({ type: "clock.flag", player: fallen });
  const at = clock.since + Math.max(0, clock.base[fallen - 1] ?? 0);
  if (settings.onFlag === "lose") endGame(course, { winner: other(fallen), reason: "flag", at });
}
