/** From the first coin to the first turn. */
import { isBasic } from "./cards.js";
import type { Course } from "./course.js";
import { type Event, type InPlay, type Side, sideOf, type State } from "./state.js";
import { startTurn } from "./turn.js";
import type { WildsparkCard } from "./types.js";

/** Both decks are shuffled and the hands drawn, again where there is no basic creature in one. */
export function deal(course: Course): readonly Event[] {
  const { handStart } = course.state.settings;
  course.add({ type: "match.started", first: course.chance.int(2, "first") === 1 ? 0 : 1, at: course.now });
  for (const seat of [0, 1]) {
    course.shuffle(seat);
    course.draw(seat, handStart);
  }
  for (const seat of [0, 1]) {
    while (!hasBasic(sideOf(course.state, seat))) mulligan(course, seat);
  }
  const [zero, one] = course.state.sides;
  course.draw(0, Math.max(0, one.mulligans.length - zero.mulligans.length));
  course.draw(1, Math.max(0, zero.mulligans.length - one.mulligans.length));
  return course.events;
}

/** Once both have placed, all is revealed and the first turn begins. */
export function place(course: Course, choice: Event & { readonly type: "setup.placed" }): void {
  course.add(choice);
  const [zero, one] = course.state.sides;
  if (!zero.placed || !one.placed) return;
  course.add({ type: "setup.revealed", seats: published(course) });
  course.add({ type: "prizes.placed", count: course.state.settings.prizes });
  startTurn(course, course.state.first);
}

function published(course: Course) {
  let ahead = 0;
  const named = ({ stack }: InPlay): WildsparkCard => ({
    iid: course.publicName(ahead++),
    card: stack[0]?.card ?? "N1",
  });
  return course.state.sides.map(({ active, bench }) => {
    if (active === null) throw new RangeError("a side was placed without an active creature");
    return { active: named(active), bench: bench.map(named) };
  });
}

function mulligan(course: Course, seat: number): void {
  const cards = sideOf(course.state, seat).hand.map(({ card }) => card);
  course.add({ type: "mulligan", seat, cards });
  course.shuffle(seat, cards, "mulligan");
  course.draw(seat, course.state.settings.handStart);
}

function hasBasic({ hand }: Side): boolean {
  return hand.some(({ card }) => isBasic(card));
}

/** What the clock places: the first basic in hand, and the next ones on the bench. */
export function autoPlacement(state: State, seat: number): { active: string; bench: readonly string[] } {
  const basics = sideOf(state, seat).hand.filter(({ card }) => isBasic(card));
  const [active = "", ...bench] = basics.map(({ iid }) => iid);
  return { active, bench: bench.slice(0, Math.min(4, state.settings.benchMax)) };
}
