/**
 * The best five of five to seven cards, as one number: a higher number is a better hand, equal numbers tie.
 * The number is the class (0 high card .. 8 straight flush) and up to five ranks, four bits each.
 */
import type { HoldemHandName } from "./types.js";

export const HAND_NAMES: readonly HoldemHandName[] = [
  "high-card",
  "pair",
  "two-pair",
  "three-of-a-kind",
  "straight",
  "flush",
  "full-house",
  "four-of-a-kind",
  "straight-flush",
];

const WHEEL = 0b1_0000_0000_1111;
/** The rank a straight in this set of ranks is high in, plus one; 0 where there is none. */
const STRAIGHT_IN: Int8Array = Int8Array.from({ length: 1 << 13 }, (_none, ranks) => straightIn(ranks));
const counts = new Int8Array(13);
const suitRanks = new Int16Array(4);
const suitCounts = new Int8Array(4);

/** The value of the best five of these cards. Five, six or seven different ones. */
export function evaluate(cards: readonly number[]): number {
  counts.fill(0);
  suitRanks.fill(0);
  suitCounts.fill(0);
  let ranks = 0;
  for (const card of cards) {
    const rank = card >> 2;
    const suit = card & 3;
    counts[rank] = (counts[rank] ?? 0) + 1;
    suitCounts[suit] = (suitCounts[suit] ?? 0) + 1;
    suitRanks[suit] = (suitRanks[suit] ?? 0) | (1 << rank);
    ranks |= 1 << rank;
  }
  const flush = flushRanks();
  if (flush !== 0) {
    const high = STRAIGHT_IN[flush] ?? 0;
    if (high > 0) return packed(8, high - 1);
  }
  return paired(ranks, flush);
}

export function handName(value: number): HoldemHandName {
  return HAND_NAMES[value >> 20] ?? "high-card";
}

/** The five of these cards that make their value. */
export function bestFive(cards: readonly number[]): readonly number[] {
  const value = evaluate(cards);
  return fiveWorth(value, cards) ?? cards.slice(0, 5);
}

/** The first five, in the order in which others are left out, that are worth so much. */
function fiveWorth(value: number, cards: readonly number[]): readonly number[] | null {
  if (cards.length <= 5) return evaluate(cards) === value ? cards : null;
  for (let out = 0; out < cards.length; out++) {
    const rest = cards.toSpliced(out, 1);
    // Whatever is worth so much is found among cards that are worth as much.
    const five = evaluate(rest) === value ? fiveWorth(value, rest) : null;
    if (five !== null) return five;
  }
  return null;
}

function flushRanks(): number {
  for (let suit = 0; suit < 4; suit++) if ((suitCounts[suit] ?? 0) >= 5) return suitRanks[suit] ?? 0;
  return 0;
}

/** Everything below a straight flush: what there is two, three or four of decides first. */
function paired(ranks: number, flush: number): number {
  let four = -1;
  let three = -1;
  let pair = -1;
  let second = -1;
  for (let rank = 12; rank >= 0; rank--) {
    const count = counts[rank] ?? 0;
    if (count === 4) four = Math.max(four, rank);
    else if (count === 3 && three < 0) three = rank;
    else if (count >= 2 && pair < 0) pair = rank;
    else if (count >= 2 && second < 0) second = rank;
  }
  if (four >= 0) return packed(7, four, ...kickers(ranks & ~(1 << four), 1));
  if (three >= 0 && pair >= 0) return packed(6, three, pair);
  if (flush !== 0) return packed(5, ...kickers(flush, 5));
  const straight = STRAIGHT_IN[ranks] ?? 0;
  if (straight > 0) return packed(4, straight - 1);
  if (three >= 0) return packed(3, three, ...kickers(ranks & ~(1 << three), 2));
  if (second >= 0) return packed(2, pair, second, ...kickers(ranks & ~(1 << pair) & ~(1 << second), 1));
  if (pair >= 0) return packed(1, pair, ...kickers(ranks & ~(1 << pair), 3));
  return packed(0, ...kickers(ranks, 5));
}

function packed(kind: number, ...ranks: readonly number[]): number {
  let value = kind;
  for (let place = 0; place < 5; place++) value = (value << 4) | (ranks[place] ?? 0);
  return value;
}

/** The highest ranks of a set, highest first. */
function kickers(ranks: number, many: number): number[] {
  const found: number[] = [];
  for (let rank = 12; rank >= 0 && found.length < many; rank--) if ((ranks & (1 << rank)) !== 0) found.push(rank);
  return found;
}

function straightIn(ranks: number): number {
  for (let high = 12; high >= 4; high--) {
    const run = 0b1_1111 << (high - 4);
    if ((ranks & run) === run) return high + 1;
  }
  return (ranks & WHEEL) === WHEEL ? 4 : 0;
}
