/** Playing cards: what may be played, who wins a trick, and what a hand is worth. */
import type { Chance } from "@holdfast/engine";
import { cardOf, cardsOf, pointsIn, strengthOf, suitIndexOf, SUITS } from "./cards.js";
import { askSuit, callSuitLate } from "./contract.js";
import type { Course } from "./course.js";
import { handOver } from "./deal.js";
import { handResult } from "./score.js";
import { calledCard, nextSeat, partnerOf, SEATS, type State, trumpOf } from "./state.js";
import type { BriscolaSuit, BriscolaTrickCard } from "./types.js";

type Auto = { readonly auto?: true };

/** The cards of this hand that may be played to the trick. */
export function playable({ settings, trick }: State, hand: readonly number[]): readonly number[] {
  const [led] = trick;
  if (!settings.mustFollow || led === undefined) return hand;
  const following = hand.filter((card) => suitIndexOf(card) === suitIndexOf(led));
  return following.length > 0 ? following : hand;
}

/** The place in the trick that wins it: the highest trump, else the highest card of the suit led. */
export function winningPlace(trick: readonly number[], trump: number): number {
  const [led = 0] = trick;
  const value = (card: number): number => {
    if (suitIndexOf(card) === trump) return 100 + strengthOf(card);
    return suitIndexOf(card) === suitIndexOf(led) ? strengthOf(card) : 0;
  };
  let best = 0;
  for (let place = 1; place < trick.length; place++) {
    if (value(trick[place] ?? 0) > value(trick[best] ?? 0)) best = place;
  }
  return best;
}

/** The cards of a trick with who played each. */
export function trickCards(leader: number, trick: readonly number[]): readonly BriscolaTrickCard[] {
  const cards: BriscolaTrickCard[] = [];
  for (let place = 0; place < trick.length; place++) {
    cards.push({ player_id: (leader + place) % SEATS, card: cardOf(trick[place] ?? 0) });
  }
  return cards;
}

/** A card is put on the table, with everything that follows from it. */
export function playCard(
  course: Course,
  { seat, card, ...auto }: Auto & { seat: number; card: number },
  chance: Chance,
) {
  const { leader, trick, phase } = course.state;
  const now = [...trick, card];
  const turn = now.length < SEATS ? nextSeat(seat) : null;
  const trickNow = trickCards(leader, now);
  const played = {
    type: "trick.played",
    player_id: seat,
    card: cardOf(card),
    trick: trickNow,
    current_player_id: turn,
  } as const;
  course.add(auto.auto === undefined ? played : { ...played, auto: true });
  if (card === calledCard(course.state)) course.add({ type: "partner.revealed", seat, card: cardOf(card) });
  const update = { type: "hand.update", seat, hand: cardsOf(course.state.hands[seat] ?? []) } as const;
  course.add(auto.auto === undefined ? update : { ...update, auto: true });
  if (turn !== null) return;
  if (phase === "play-first-trick") askSuit(course);
  else takeTrick(course, chance);
}

/** The suit decides the blind first trick, which may have had the called card in it. */
export function resolveBlindTrick(course: Course, suit: BriscolaSuit, auto: Auto, chance: Chance): void {
  const { leader, trick } = course.state;
  const winner = (leader + winningPlace(trick, SUITS.indexOf(suit))) % SEATS;
  callSuitLate(course, suit, { turn: winner, ...auto });
  const called = calledCard(course.state);
  const partner = partnerOf(course.state);
  if (called !== null && partner !== null && trick.includes(called)) {
    course.add({ type: "partner.revealed", seat: partner, card: cardOf(called) });
  }
  takeTrick(course, chance);
}

function takeTrick(course: Course, chance: Chance): void {
  const { leader, trick, points: before, tricks } = course.state;
  const winner = (leader + winningPlace(trick, trumpOf(course.state))) % SEATS;
  const points = pointsIn(trick);
  const scores = before.with(winner, (before[winner] ?? 0) + points);
  const isLast = tricks.length === 7;
  course.add({
    type: "trick.won",
    winner_id: winner,
    points,
    trick_cards: trickCards(leader, trick),
    scores,
    current_player_id: isLast ? null : winner,
  });
  course.add({ type: "score.update", scores });
  if (!isLast) return;
  course.add({ type: "hand.ended", ...handResult(course.state) });
  handOver(course, chance);
}
