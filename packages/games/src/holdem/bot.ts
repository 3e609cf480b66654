/**
 * A sensible player: it plays what its cards are worth. How often it would win is found by dealing the unseen cards
 * a few hundred times; it bets when that is more than its share, calls when the pot pays for it, and folds otherwise.
 */
import type { BotAsked } from "@holdfast/engine";
import { equity } from "./bot-equity.js";
import { parseCards } from "./cards.js";
import type { Move } from "./state.js";
import type { HoldemBounds, HoldemRange, HoldemSeatView, HoldemView } from "./types.js";

/** Deals per decision: the error of an estimate is below 4 percent, and they take a few milliseconds. */
const SAMPLES = 240;

/** A betting move when it is asked; back to the table, with new chips where they can be bought, when it is not. */
export function bot(asked: BotAsked<HoldemView, Move>): Move | null {
  const { view, seat, legal } = asked;
  const own = view.seats[seat];
  if (own === undefined) return null;
  if (asked.toMove && view.bounds !== null) return bet(asked, own, view.bounds);
  const back = legal.all.find(({ type }) => type === "sit-in");
  if (own.out !== "no" && back !== undefined) return back;
  return own.stack === 0 && !own.gone ? rebuy(asked) : null;
}

function bet({ view, seat, chance }: BotAsked<HoldemView, Move>, own: HoldemSeatView, bounds: HoldemBounds): Move {
  const rivals = view.seats.filter((other, at) => at !== seat && other.inHand && !other.folded).length;
  const hole = parseCards(own.hole.map((card) => card ?? "").join(""));
  const table = { hole, board: parseCards(view.board.join("")), rivals: Math.max(1, rivals) };
  const wins = equity(table, { samples: SAMPLES, seed: chance.int(2 ** 32, "bot") });
  const share = 1 / (table.rivals + 1);
  const pot = view.seats.reduce((sum, { total }) => sum + total, 0);
  const raise = bounds.bet ?? bounds.raise;
  const price = bounds.call ?? 0;
  const bar = price === 0 ? share * 1.3 : share * 1.5 + 0.05;
  if (raise !== null && wins > Math.min(0.85, bar)) return raiseTo(view, raise, price + (pot + price) * (wins / 1.2));
  if (bounds.check) return { type: "check" };
  return wins > price / (pot + price) + 0.02 ? { type: "call" } : { type: "fold" };
}

/** The bet that puts in about this much more, within what is allowed. */
function raiseTo({ currentBet }: HoldemView, { min, max }: HoldemRange, more: number): Move {
  const to = Math.min(max, Math.max(min, currentBet + Math.round(more)));
  return { type: currentBet === 0 ? "bet" : "raise", to };
}

function rebuy({ view, legal }: BotAsked<HoldemView, Move>): Move | null {
  const form = legal.forms?.find(({ move }) => move.type === "rebuy")?.fields["amount"];
  if (form?.kind !== "int") return null;
  return { type: "rebuy", amount: Math.min(form.max, Math.max(form.min, view.settings.buyIn.default)) };
}
