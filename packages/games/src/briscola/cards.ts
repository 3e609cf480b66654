/** The forty cards: ids, names, strength and points. Pure tables, used by rules and tables alike. */
import type { BriscolaCard, BriscolaSuit } from "./types.js";

export const SUITS: readonly BriscolaSuit[] = ["coins", "cups", "swords", "clubs"];
/** Strongest first; also the order of the rank auction. */
export const RANKS_BY_STRENGTH: readonly number[] = [1, 3, 10, 9, 8, 7, 6, 5, 4, 2];
export const ALL_CARDS: readonly number[] = Array.from({ length: 40 }, (_none, id) => id);

const POINTS_BY_RANK: Readonly<Record<number, number>> = { 1: 11, 3: 10, 10: 4, 9: 3, 8: 2 };

const CARDS: readonly BriscolaCard[] = ALL_CARDS.map((id) =>
  Object.freeze({ suit: SUITS[Math.floor(id / 10)] ?? "coins", rank: rankOf(id), card_id: id }),
);
const STRENGTHS: readonly number[] = ALL_CARDS.map((id) => 10 - RANKS_BY_STRENGTH.indexOf(rankOf(id)));
const POINTS: readonly number[] = ALL_CARDS.map((id) => POINTS_BY_RANK[rankOf(id)] ?? 0);

export function idOf(suit: BriscolaSuit, rank: number): number {
  return SUITS.indexOf(suit) * 10 + rank - 1;
}

/** The card as it travels; the same object for the same id. */
export function cardOf(id: number): BriscolaCard {
  const card = CARDS[id];
  if (card === undefined) throw new RangeError(`there is no card ${id}`);
  return card;
}

export function cardsOf(ids: readonly number[]): readonly BriscolaCard[] {
  return ids.map(cardOf);
}

export function rankOf(id: number): number {
  return (id % 10) + 1;
}

/** 0..3, an index of `SUITS`. */
export function suitIndexOf(id: number): number {
  return Math.floor(id / 10);
}

/** 10 for an ace down to 1 for a two. */
export function strengthOf(id: number): number {
  return STRENGTHS[id] ?? 0;
}

export function pointsOf(id: number): number {
  return POINTS[id] ?? 0;
}

export function pointsIn(ids: readonly number[]): number {
  let sum = 0;
  for (const id of ids) sum += pointsOf(id);
  return sum;
}
