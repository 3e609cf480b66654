/** What is done for a seat whose time is up: deterministic, from its own cards alone. */
import { cardOf, idOf, pointsOf, RANKS_BY_STRENGTH, strengthOf, suitIndexOf, SUITS } from "./cards.js";
import { playable } from "./play.js";
import type { Move, State } from "./state.js";
import type { BriscolaSuit } from "./types.js";

/** The automatic move of the seat that is asked now. */
export function autoMove(state: State, seat: number): Move | null {
  const hand = state.hands[seat] ?? [];
  const dealt = state.dealt[seat] ?? [];
  switch (state.phase) {
    case "bid":
      return { type: "bid", bid: -1 };
    case "call-partner-rank":
      return { type: "call-partner-rank", partner_rank: autoRank(dealt) };
    case "call-partner-suit":
      return { type: "call-partner-suit", partner_suit: autoSuit(dealt, state.contract?.rank ?? 1) };
    case "play-first-trick":
    case "play-tricks":
      return { type: "play", card: autoCard(playable(state, hand)) };
    case "end":
      return null;
  }
}

/** The strongest rank of which the seat does not hold all four. */
export function autoRank(dealt: readonly number[]): number {
  const missing = (rank: number) => SUITS.some((suit) => !dealt.includes(idOf(suit, rank)));
  return RANKS_BY_STRENGTH.find(missing) ?? 1;
}

/** The longest suit in which the seat was not dealt the called rank; if it was dealt all four, the longest. */
export function autoSuit(dealt: readonly number[], rank: number): BriscolaSuit {
  const foreign = SUITS.filter((suit) => !dealt.includes(idOf(suit, rank)));
  const choices = foreign.length > 0 ? foreign : SUITS;
  const length = (suit: BriscolaSuit) => dealt.filter((id) => cardOf(id).suit === suit).length;
  return choices.reduce((best, suit) => (length(suit) > length(best) ? suit : best));
}

/** The fewest points, then the lowest strength, then the lowest id. */
export function autoCard(cards: readonly number[]): number {
  const [first = 0, ...others] = cards;
  return others.reduce((best, card) => (order(card) < order(best) ? card : best), first);
}

function order(card: number): number {
  return pointsOf(card) * 10_000 + strengthOf(card) * 100 + suitIndexOf(card) * 10 + (card % 10);
}
