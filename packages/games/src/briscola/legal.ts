/** Every legal move of one seat. */
import type { Actor, LegalMoves } from "@holdfast/engine";
import { pointsRange, rankBids } from "./auction.js";
import { SUITS } from "./cards.js";
import { playable } from "./play.js";
import { type Move, SEATS, type State } from "./state.js";

type Legal = LegalMoves<Move>;

const PASS: Move = { type: "bid", bid: -1 };
const RANK_CALLS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(
  (rank): Move => ({ type: "call-partner-rank", partner_rank: rank }),
);
const SUIT_CALLS = SUITS.map((suit): Move => ({ type: "call-partner-suit", partner_suit: suit }));

/** What this seat may do now. Its cards may be put in another order at any time, so that is a form. */
export function legalMoves(state: State, { seat }: Actor): Legal {
  if (seat === null || seat >= SEATS || state.phase === "end") return { all: [] };
  const hand = state.hands[seat] ?? [];
  const reorder = { move: { type: "reorder" }, fields: { hand: { kind: "order", of: hand } } } as const;
  const { all, forms = [] } = state.turn === seat ? whenAsked(state, hand) : { all: [] };
  return { all, forms: [...forms, reorder] };
}

function whenAsked(state: State, hand: readonly number[]): Legal {
  switch (state.phase) {
    case "bid":
      return bids(state);
    case "call-partner-rank":
      return { all: RANK_CALLS };
    case "call-partner-suit":
      return { all: SUIT_CALLS };
    default:
      return { all: playable(state, hand).map((card): Move => ({ type: "play", card })) };
  }
}

function bids(state: State): Legal {
  const range = pointsRange(state);
  if (range === null) return { all: [PASS, ...rankBids(state).map((bid): Move => ({ type: "bid", bid }))] };
  return { all: [PASS], forms: [{ move: { type: "bid" }, fields: { bid: { kind: "int", ...range } } }] };
}
