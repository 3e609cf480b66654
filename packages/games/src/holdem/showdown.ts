/** Who shows, in which order: the last to bet on the river first, else from the left of the button. */
import { namesOf } from "./cards.js";
import type { Course } from "./course.js";
import { bestFive, handName } from "./evaluate.js";
import { isLive, playerAt, roundFrom, seatsWhere, type State } from "./state.js";

/** A hand that cannot win or tie a pot is mucked, unless it lies open already. */
export function showdown(course: Course, values: ReadonlyMap<number, number>, winners: ReadonlySet<number>): void {
  for (const seat of showOrder(course.state)) {
    if (winners.has(seat) || playerAt(course.state, seat).shown) show(course, seat, values.get(seat) ?? 0);
    else course.add({ type: "showdown.muck", seat });
  }
}

/** Shows a hand when nobody asked, after it is over. */
export function showAnyway(course: Course, seat: number): void {
  const cards = namesOf(playerAt(course.state, seat).hole);
  course.add({ type: "showdown.show", seat, cards, hand: null, best5: [] });
}

function show(course: Course, seat: number, value: number): void {
  const { hole } = playerAt(course.state, seat);
  const best5 = namesOf(bestFive([...hole, ...course.state.board]));
  course.add({ type: "showdown.show", seat, cards: namesOf(hole), hand: handName(value), best5 });
}

function showOrder(state: State): readonly number[] {
  const live = seatsWhere(state, isLive);
  const { aggressor, phase } = state;
  if (phase !== "river" || aggressor === null || !live.includes(aggressor)) return roundFrom(state.button, live);
  return [
    aggressor,
    ...roundFrom(
      aggressor,
      live.filter((seat) => seat !== aggressor),
    ),
  ];
}
