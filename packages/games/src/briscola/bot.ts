/** A sensible player: it bids what its hand is worth, calls what it lacks, and plays for its side as far as it knows it. */
import type { BotAsked } from "@holdfast/engine";
import { autoRank, autoSuit } from "./autos.js";
import { handWorth } from "./bot-bid.js";
import { bestCard } from "./bot-play.js";
import { RANKS_BY_STRENGTH } from "./cards.js";
import type { Move } from "./state.js";
import type { BriscolaView } from "./types.js";

type Asked = BotAsked<BriscolaView, Move>;

/** What it does when it is asked; its cards it leaves as they are. */
export function bot(asked: Asked): Move | null {
  const { view, toMove } = asked;
  if (!toMove || view.you === null) return null;
  const held = view.you.hand.map((card) => card.card_id);
  const own = [...held, ...playedBy(view, asked.seat)];
  switch (view.phase) {
    case "bid":
      return { type: "bid", bid: bid(asked, own) };
    case "call-partner-rank":
      return { type: "call-partner-rank", partner_rank: handWorth(own)?.rank ?? autoRank(own) };
    case "call-partner-suit":
      return { type: "call-partner-suit", partner_suit: suitFor(own, view.partner_rank ?? 1) };
    case "play-first-trick":
    case "play-tricks":
      return bestCard(asked, own);
    case "end":
      return null;
  }
}

/** One step above what stands, as long as the hand is worth that; else a pass. */
function bid({ legal }: Asked, own: readonly number[]): (Move & { type: "bid" })["bid"] {
  const best = handWorth(own);
  const points = legal.forms?.find(({ move }) => move.type === "bid")?.fields["bid"];
  if (points?.kind === "int") return best !== null && best.points >= points.min ? points.min : -1;
  const next = legal.all.find((move) => move.type === "bid" && move.bid !== -1);
  if (next?.type !== "bid" || typeof next.bid !== "object" || best === null) return -1;
  return isWorth(best, next.bid) ? next.bid : -1;
}

/** In an auction of ranks a weaker partner has to be made up for by the hand itself. */
function isWorth(
  best: { readonly points: number; readonly rank: number },
  asked: { readonly rank: number; readonly points?: number },
): boolean {
  const weaker = RANKS_BY_STRENGTH.indexOf(asked.rank) - RANKS_BY_STRENGTH.indexOf(best.rank);
  return best.points - 3 * Math.max(0, weaker) >= (asked.points ?? 61);
}

/** The suit it is strongest in, of those in which it lacks the called card. */
function suitFor(own: readonly number[], rank: number): ReturnType<typeof autoSuit> {
  const best = handWorth(own, rank);
  return best?.suit ?? autoSuit(own, rank);
}

function playedBy({ tricks, trick }: BriscolaView, seat: number): readonly number[] {
  const cards = [...tricks.flatMap(({ cards: all }) => all), ...trick];
  return cards.filter(({ player_id }) => player_id === seat).map(({ card }) => card.card_id);
}
