/** Dealing a hand, and what follows when one is over: the next hand, or the end of the match. */
import { type Chance, shuffle } from "@holdfast/engine";
import { ALL_CARDS, cardsOf, pointsIn } from "./cards.js";
import { type Contracted, openContract } from "./contract.js";
import { Course } from "./course.js";
import { type Event, nextSeat, SEATS, type State } from "./state.js";
import type { BriscolaResult } from "./types.js";

/** The first hand: its dealer is drawn, too. */
export function firstHand(state: State, chance: Chance): readonly Event[] {
  const course = new Course(state);
  dealHand(course, { hand: 1, dealer: chance.int(SEATS, "dealer") }, chance);
  return course.events;
}

/** After a deal that all passed the same hand is dealt again, by the next dealer. */
export function dealAgain(course: Course, chance: Chance): void {
  const { hand, dealer } = course.state;
  dealHand(course, { hand, dealer: nextSeat(dealer) }, chance);
}

/** After a scored hand. */
export function handOver(course: Course, chance: Chance): void {
  const result = matchResult(course.state);
  if (result !== null) return course.add({ type: "match.ended", result });
  const { hand, dealer } = course.state;
  dealHand(course, { hand: hand + 1, dealer: nextSeat(dealer) }, chance);
}

function dealHand(course: Course, deal: { hand: number; dealer: number }, chance: Chance): void {
  const { settings, voids } = course.state;
  const forced = voids >= settings.allPassLimit;
  const eldest = nextSeat(deal.dealer);
  const deck = shuffledDeck(settings.minHandPoints, chance);
  course.add({ type: "hand.dealt", ...deal, forced });
  for (let seat = 0; seat < SEATS; seat++) {
    course.add({ type: "hand.update", seat, hand: cardsOf(handFrom(deck, (seat - eldest + SEATS) % SEATS)) });
  }
  if (forced) openContract(course, forcedContract(eldest, settings.auction));
}

/** Eldest gets the first eight cards, the next seat the next eight, and so on. */
function handFrom(deck: readonly number[], place: number): readonly number[] {
  return deck.slice(place * 8, place * 8 + 8);
}

/**
 * A deck in which every hand is worth at least `minPoints`. A source that gives the very same order twice was
 * given the deck by a test: it is used as it is.
 */
function shuffledDeck(minPoints: number, chance: Chance): readonly number[] {
  let refused = "";
  for (;;) {
    const deck = shuffle(chance, ALL_CARDS, "shuffle");
    const weakest = Math.min(...[0, 1, 2, 3, 4].map((place) => pointsIn(handFrom(deck, place))));
    if (weakest >= minPoints || refused === deck.join()) return deck;
    refused = deck.join();
  }
}

function forcedContract(declarer: number, auction: "points" | "rank"): Contracted {
  return auction === "points" ? { declarer, bid: 61, target: 61 } : { declarer, bid: { rank: 2 }, target: 61 };
}

/** The result once the match is long enough; null: play on. */
function matchResult({ settings, hand, totals }: State): BriscolaResult | null {
  const { end } = settings;
  const best = Math.max(...totals);
  if (end.mode === "hands" ? hand < end.hands : best < end.score) return null;
  const ranking = [...new Set(totals)].sort((a, b) => b - a).map((total) => seatsWith(totals, total));
  return { status: "finished", winners: seatsWith(totals, best), ranking, scores: totals, reason: end.mode };
}

function seatsWith(totals: readonly number[], total: number): readonly number[] {
  return totals.flatMap((each, seat) => (each === total ? [seat] : []));
}
