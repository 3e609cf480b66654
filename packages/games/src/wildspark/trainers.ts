/** What allies and items do, and when they may be played. */
import { accept, reject, type Result } from "@holdfast/engine";
import { isBasic } from "./cards.js";
import type { Course } from "./course.js";
import { creatureAt, sideOf, type State } from "./state.js";
import { force, heal } from "./turn.js";
import type { WildsparkCardId, WildsparkPosition } from "./types.js";

export interface TrainerPlay {
  readonly seat: number;
  readonly card: WildsparkCardId;
  readonly target: WildsparkPosition | undefined;
}

export function checkTrainer(state: State, { seat, card, target }: TrainerPlay): Result<null> {
  const own = sideOf(state, seat);
  if (card === "A1" || card === "A2") {
    if (state.turn === 1) return reject("invalid_action", "first_turn", "No ally in the first turn.");
    if (state.used.ally) return reject("invalid_action", "ally_already_played", "One ally a turn.");
  }
  if (card === "I1") {
    const creature = target === undefined ? null : creatureAt(own, target);
    if (creature === null) return reject("invalid_action", "no_target");
    return creature.damage > 0 ? accept(null) : reject("invalid_action", "no_damage");
  }
  if (card === "I3" || card === "I4") {
    const { bench } = card === "I3" ? own : sideOf(state, 1 - seat);
    if (bench.length === 0) return reject("invalid_action", "no_bench");
    return typeof target === "number" && target < bench.length ? accept(null) : reject("invalid_action", "no_target");
  }
  if (card === "I2" && own.deck.length === 0) return reject("invalid_action", "deck_empty");
  return target === undefined ? accept(null) : reject("invalid_action", "no_target", "This card has no target.");
}

/** The card lies in the discard already. */
export function carryOutTrainer(course: Course, { seat, card, target }: TrainerPlay): void {
  switch (card) {
    case "A1":
      return renewHand(course, seat);
    case "A2":
      return course.draw(seat, 3);
    case "I1":
      return heal(course, { seat, pos: target ?? "active" }, { amount: 30, cause: card });
    case "I2":
      return force(course, { seat, kind: "search-select", reason: "search" }, "main");
    case "I3":
      return switchWith(course, seat, target);
    case "I4":
      if (course.flip(card)) switchWith(course, 1 - seat, target);
      return;
    default:
      throw new RangeError(`${card} is no ally and no item`);
  }
}

/** The basic creatures of a seat's deck, sorted: not in the order in which they lie. */
export function searchable(state: State, seat: number): readonly WildsparkCardId[] {
  return sideOf(state, seat).deck.filter(isBasic).toSorted();
}

function renewHand(course: Course, seat: number): void {
  const rest = sideOf(course.state, seat).hand.map(({ card }) => card);
  course.add({ type: "hand.returned", seat, count: rest.length });
  course.shuffle(seat, rest);
  course.draw(seat, 5);
}

function switchWith(course: Course, seat: number, target: WildsparkPosition | undefined): void {
  if (typeof target === "number") course.add({ type: "switched", seat, bench: target, cause: "trainer" });
}
