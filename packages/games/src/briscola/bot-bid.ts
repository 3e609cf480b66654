/** What a hand is worth as declarer: the best suit to make trump, the rank to call, and the points to expect. */
import { idOf, pointsOf, RANKS_BY_STRENGTH, strengthOf, suitIndexOf, SUITS } from "./cards.js";
import type { BriscolaSuit } from "./types.js";

export interface HandWorth {
  readonly suit: BriscolaSuit;
  readonly rank: number;
  /** Card points that its side may expect. */
  readonly points: number;
}

/** What a side without anything takes all the same, and what a partner brings, in card points. */
const BASE = 26;

/** The best of the suits; with a rank given, of those in which that card is not among its own. Null: there is none. */
export function handWorth(own: readonly number[], rank: number | null = null): HandWorth | null {
  const all = SUITS.flatMap((suit): readonly HandWorth[] => {
    const called = RANKS_BY_STRENGTH.find((each) => !own.includes(idOf(suit, each))) ?? 2;
    if (rank !== null && own.includes(idOf(suit, rank))) return [];
    return [{ suit, rank: rank ?? called, points: pointsWith(own, suit, rank ?? called) }];
  });
  return all.toSorted((a, b) => b.points - a.points)[0] ?? null;
}

/** Trumps count for what they win, aces and threes beside them for what they bring, the called card for its strength. */
function pointsWith(own: readonly number[], suit: BriscolaSuit, called: number): number {
  const trump = SUITS.indexOf(suit);
  const trumps = own.filter((card) => suitIndexOf(card) === trump);
  const others = own.filter((card) => suitIndexOf(card) !== trump);
  const inTrump = trumps.reduce((sum, card) => sum + 4 + strengthOf(card) * 0.6, 0);
  const beside = others.reduce((sum, card) => sum + pointsOf(card) * 0.35, 0);
  const partner = strengthOf(idOf(suit, called)) * 0.8;
  return BASE + inTrump + beside + partner;
}
