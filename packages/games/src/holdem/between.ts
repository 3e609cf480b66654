/** What happens when a hand is over: who is out, who leaves, and whether the table goes on. */
import type { Course } from "./course.js";
import { bustsOf, closedResult, tournamentResult } from "./places.js";
import { isCash, playerAt, seatsWhere } from "./state.js";

/** Called once, right after `hand.ended`. */
export function betweenHands(course: Course): void {
  if (isCash(course.state)) settleCash(course);
  else settleTournament(course);
}

/** Takes the chips of those who leave, and closes the table when the host said so or nobody is left. */
export function settleCash(course: Course): void {
  for (const seat of seatsWhere(course.state, (player) => player.leaving)) leave(course, seat);
  for (const seat of seatsWhere(course.state, ({ stack, gone, out }) => stack === 0 && !gone && out === "no")) {
    course.add({ type: "seat.sitting", seat, out: "out", at: course.now, auto: true });
  }
  const isEmpty = course.state.players.every(({ gone }) => gone);
  if (!course.state.closing && !isEmpty) return;
  const reason = course.state.closing ? "closed" : "empty";
  course.add({ type: "match.ended", result: closedResult(course.state, reason) });
}

/** The seat's chips leave the table. */
export function leave(course: Course, seat: number): void {
  course.add({ type: "seat.left", seat, amount: playerAt(course.state, seat).stack, at: course.now });
}

function settleTournament(course: Course): void {
  for (const bust of bustsOf(course.state)) course.add({ type: "player.bust", ...bust });
  const result = tournamentResult(course.state);
  if (result !== null) course.add({ type: "match.ended", result });
}
