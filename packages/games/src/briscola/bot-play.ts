/** Which card to play: what the trick is worth to one's own side, less what the card would be worth later. */
import type { BotAsked } from "@holdfast/engine";
import { sideWith } from "./bot-sides.js";
import { pointsIn, pointsOf, strengthOf, suitIndexOf, SUITS } from "./cards.js";
import { winningPlace } from "./play.js";
import { type Move, SEATS } from "./state.js";
import type { BriscolaView } from "./types.js";

/** What a player who is still to come adds to a trick, on the average. */
const TO_COME = 2.5;

interface Trick {
  readonly view: BriscolaView;
  readonly seat: number;
  readonly cards: readonly number[];
  /** An index of the suits; -1 while nobody knows it. */
  readonly trump: number;
  readonly unseen: readonly number[];
  /** By seat: 1 on one's own side, -1 on the other, in between where it is not known. */
  readonly sides: readonly number[];
}

/** The legal card that is worth most. `own`: all that were dealt to this seat. */
export function bestCard({ view, seat, legal }: BotAsked<BriscolaView, Move>, own: readonly number[]): Move | null {
  const trick = trickOf(view, seat, own);
  let best: Move | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const move of legal.all) {
    if (move.type !== "play") continue;
    const worth = worthOf(trick, move.card);
    if (worth > most) [best, most] = [move, worth];
  }
  return best;
}

function trickOf(view: BriscolaView, seat: number, own: readonly number[]): Trick {
  const cards = view.trick.map(({ card }) => card.card_id);
  const seen = new Set([...own, ...cards, ...view.tricks.flatMap((won) => won.cards.map(({ card }) => card.card_id))]);
  const unseen = Array.from({ length: 40 }, (_none, card) => card).filter((card) => !seen.has(card));
  const trump = view.trump_suit === null ? -1 : SUITS.indexOf(view.trump_suit);
  return { view, seat, cards, trump, unseen, sides: sideWith(view, seat, own) };
}

/** The points of the trick go to whoever holds it in the end: oneself, the one who holds it now, or somebody to come. */
function worthOf(trick: Trick, card: number): number {
  const { cards, trump, sides, seat } = trick;
  const all = [...cards, card];
  const place = winningPlace(all, trump);
  const left = SEATS - all.length;
  const value = pointsIn(all) + left * TO_COME;
  const holder = place === cards.length ? seat : (trick.view.trick[place]?.player_id ?? seat);
  const holds = holdChance(trick, all[place] ?? card, { led: all[0] ?? card, left });
  const toCome = sidesToCome(trick, left);
  return value * (holds * (sides[holder] ?? 1) + (1 - holds) * toCome) - keepWorth(card, trump);
}

/** That nobody who is still to come beats this card. */
function holdChance({ unseen, trump, view }: Trick, card: number, at: { led: number; left: number }): number {
  if (at.left === 0) return 1;
  const beating = unseen.filter((other) => winningPlace([at.led, card, other], trump) === 2 && other !== card);
  const share = beating.length / Math.max(1, unseen.length);
  const held = 8 - view.tricks.length;
  const each = (1 - share) ** Math.min(held, 2);
  return each ** at.left;
}

/** How far those who are still to come are on one's own side, on the average. */
function sidesToCome({ sides, seat }: Trick, left: number): number {
  let sum = 0;
  for (let step = 1; step <= left; step++) sum += sides[(seat + step) % SEATS] ?? 0;
  return left === 0 ? 0 : sum / left;
}

/** What it costs to have the card no more. */
function keepWorth(card: number, trump: number): number {
  const isTrump = suitIndexOf(card) === trump;
  return (isTrump ? 3 + strengthOf(card) * 0.7 : strengthOf(card) * 0.15) + pointsOf(card) * 0.1;
}
