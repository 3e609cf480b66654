/** What a hand is worth to each seat. */
import { cardsOf } from "./cards.js";
import { partnerOf, type State } from "./state.js";
import type { BriscolaHandResult } from "./types.js";

/** The result of the hand whose last trick was just taken. */
export function handResult(state: State): BriscolaHandResult {
  const { contract, points, settings, totals } = state;
  const declarer = contract?.declarer ?? 0;
  const target = contract?.target ?? 61;
  const partner = partnerOf(state) ?? declarer;
  const solo = partner === declarer;
  const side = (points[declarer] ?? 0) + (solo ? 0 : (points[partner] ?? 0));
  const cappotto = side === 0 || side === 120;
  const multiplier = (cappotto ? 2 : 1) * (settings.bidSteps ? stepOf(target) : 1);
  const made = side >= target;
  const delta = deltas({ declarer, partner, made, multiplier });
  const sums = totals.map((total, seat) => total + (delta[seat] ?? 0));
  const hands = state.dealt.map(cardsOf);
  return { declarer, partner, solo, target, side_points: side, made, cappotto, multiplier, delta, totals: sums, hands };
}

/** What each seat wins or loses: 2, 1 and -1, or 4 and -1 against four. */
export function deltas(
  hand: Pick<BriscolaHandResult, "declarer" | "partner" | "made" | "multiplier">,
): readonly number[] {
  const { declarer, partner, made, multiplier } = hand;
  const unit = made ? multiplier : -multiplier;
  return [0, 1, 2, 3, 4].map((seat) => {
    if (seat === declarer) return (declarer === partner ? 4 : 2) * unit;
    return seat === partner ? unit : -unit;
  });
}

function stepOf(target: number): number {
  return Math.min(5, Math.ceil((target - 60) / 10));
}
