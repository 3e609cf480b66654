/** From setup to the end: roll-offs, turns, confirming, and what a result is. */
import type { Course } from "./course.js";
import { basesAt, other, PLAYERS, sideOf, type State, totalsOf } from "./state.js";
import type { TabletopPlayer, TabletopResult, TabletopRole } from "./types.js";

/** The setup is done: dice decide who begins, or the host has said so. */
export function start(course: Course, firstPlayer: TabletopPlayer | undefined): void {
  if (course.state.settings.rollOff !== "skip") {
    course.add({ type: "status.change", status: "deployment", at: course.now });
    return;
  }
  course.add({ type: "first.chosen", first: firstPlayer ?? 1 });
  beginPlay(course);
}

/** One die; when both lie there, the higher wins, and equals are decided as the phase says. */
export function roll(course: Course, player: TabletopPlayer, value: number): void {
  const purpose = course.state.status === "deployment" ? "deployment" : "first-turn";
  course.add({ type: "roll.made", player, value, purpose });
  const [one, two] = course.state.rolls;
  if (one === null || two === null) return;
  if (one !== two) return course.add({ type: "roll.won", player: one > two ? 1 : 2, purpose });
  if (purpose === "deployment") return course.add({ type: "roll.tied", purpose });
  course.add({ type: "roll.won", player: course.state.attacker ?? 1, purpose });
}

export function chooseRole(course: Course, role: TabletopRole): void {
  const winner = course.state.rollWinner ?? 1;
  course.add({ type: "role.chosen", attacker: role === "attacker" ? winner : other(winner) });
  course.add({ type: "status.change", status: "first-turn", at: course.now });
}

export function chooseFirst(course: Course, first: TabletopPlayer): void {
  course.add({ type: "first.chosen", first });
  beginPlay(course);
}

function beginPlay(course: Course): void {
  const first = course.state.firstPlayer ?? 1;
  course.add({ type: "status.change", status: "playing", at: course.now });
  openTurn(course, 1, first);
  course.setClock({ runningFor: first });
}

/** Opens a turn, and gives what command points it brings, up to the most there may be. Answers what each gained. */
export function openTurn(course: Course, round: number, active: TabletopPlayer): readonly [number, number] {
  const { firstPlayer, settings } = course.state;
  const turn = 2 * (round - 1) + (active === firstPlayer ? 1 : 2);
  course.add({ type: "turn.change", round, turn, active });
  const before = PLAYERS.map((player) => sideOf(course.state, player).cp);
  for (const player of PLAYERS) {
    const gains = settings.cpGainTo === "both" || (settings.cpGainTo === "active" && player === active);
    const { cp } = sideOf(course.state, player);
    if (gains) course.changeCp(player, Math.max(cp, Math.min(settings.cpMax, cp + settings.cpGain)), "turn");
  }
  const [one = 0, two = 0] = PLAYERS.map((player, index) => sideOf(course.state, player).cp - (before[index] ?? 0));
  return [one, two];
}

/** Play is over: the players confirm the score, or it stands at once. */
export function finishPlay(course: Course): void {
  course.setClock({ runningFor: null, paused: false });
  if (course.state.settings.onGameEnd === "auto")
    return endGame(course, { winner: byScore(course.state), reason: "score" });
  course.add({ type: "confirm.update", confirmed: [false, false] });
  course.add({ type: "status.change", status: "confirming", at: course.now });
}

type Ending = Pick<TabletopResult, "winner" | "reason"> & { readonly at?: number };

/** The result is told at once; it can be reopened for a while. */
export function endGame(course: Course, { winner, reason, at = course.now }: Ending): void {
  if (course.state.clock.runningFor !== null) course.setClock({ runningFor: null, paused: false, at });
  const { round, sides } = course.state;
  const result: TabletopResult = {
    status: reason === "idle" ? "aborted" : "finished",
    winner,
    reason,
    totals: totalsOf(course.state),
    rounds: sides.map((side) => side.rounds),
    cp: [sides[0].cp, sides[1].cp],
    usedMs: usedMs(course.state, at),
    round,
  };
  course.add({ type: "game.end", result, at });
  course.add({ type: "status.change", status: "over", at: course.now });
}

/** The larger total wins; equal ones are a draw. */
export function byScore(state: State): TabletopPlayer | null {
  const [one, two] = totalsOf(state);
  if (one === two) return null;
  return one > two ? 1 : 2;
}

/** Time on each clock so far; an increment counts as time given back. */
function usedMs(state: State, at: number): readonly [number, number] {
  const [one, two] = basesAt(state, at);
  const { clockMode, initialMs } = state.settings;
  return clockMode === "count-down" ? [initialMs[0] - one, initialMs[1] - two] : [one, two];
}
