/** How often a hand wins against unknown ones: the unseen cards are dealt again and again. */
import { DECK } from "./cards.js";
import { evaluate } from "./evaluate.js";

export interface Spot {
  readonly hole: readonly number[];
  readonly board: readonly number[];
  /** Others who are still in the hand, at least one. */
  readonly rivals: number;
}

/** The share of the pot that is won on the average, 0..1; the same seed deals the same cards. */
export function equity(spot: Spot, { samples, seed }: { samples: number; seed: number }): number {
  const seen = new Set([...spot.hole, ...spot.board]);
  const unseen = DECK.filter((card) => !seen.has(card));
  const next = dice(seed);
  let won = 0;
  for (let sample = 0; sample < samples; sample++) won += shareOf(spot, unseen, next);
  return won / samples;
}

/** One deal: 1 for a win, a part for a tie. `unseen` changes its order. */
function shareOf({ hole, board, rivals }: Spot, unseen: number[], next: () => number): number {
  const missing = 5 - board.length;
  toFront(unseen, missing + rivals * 2, next);
  const full = [...board, ...unseen.slice(0, missing)];
  const own = evaluate([...hole, ...full]);
  let level = 1;
  for (let rival = 0; rival < rivals; rival++) {
    const at = missing + rival * 2;
    const value = evaluate([unseen[at] ?? 0, unseen[at + 1] ?? 0, ...full]);
    if (value > own) return 0;
    if (value === own) level++;
  }
  return 1 / level;
}

/** So many cards, chosen at random, to the front. */
function toFront(cards: number[], many: number, next: () => number): void {
  for (let at = 0; at < many; at++) {
    const from = at + (next() % (cards.length - at));
    const held = cards[at] ?? 0;
    cards[at] = cards[from] ?? 0;
    cards[from] = held;
  }
}

/** Xorshift: plenty for an estimate, and much faster than the match's own draws. */
function dice(seed: number): () => number {
  let state = (seed | 0) === 0 ? 1 : seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
