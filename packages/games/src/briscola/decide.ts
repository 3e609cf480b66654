/** What a move does, or the first rule that refuses it: role, status, phase, turn, and then the move's own. */
import { accept, type Actor, type Chance, type Context, reject, type Result } from "@holdfast/engine";
import { checkBid, placeBid } from "./auction.js";
import { cardsOf } from "./cards.js";
import { callRank, callSuit, mayCall } from "./contract.js";
import { Course } from "./course.js";
import { playable, playCard, resolveBlindTrick } from "./play.js";
import { type Event, type Move, SEATS, type State } from "./state.js";

type Auto = { readonly auto?: true };

/** The events of an accepted move. */
export function decide(state: State, actor: Actor, move: Move, ctx: Context): Result<readonly Event[]> {
  const { seat } = actor;
  if (seat === null || seat >= SEATS) return reject("forbidden", "observer");
  if (state.phase === "end") return reject("game_over", "match_over");
  const allowed = check(state, seat, move);
  if (!allowed.ok) return allowed;
  return accept(carryOut(state, { seat, move }, ctx.chance));
}

/** The events of a move that was found legal; `auto` marks one of the clock. */
export function carryOut(
  state: State,
  { seat, move, ...auto }: Auto & { readonly seat: number; readonly move: Move },
  chance: Chance,
): readonly Event[] {
  const course = new Course(state);
  switch (move.type) {
    case "bid":
      placeBid(course, { seat, bid: move.bid, ...auto }, chance);
      break;
    case "call-partner-rank":
      callRank(course, move.partner_rank, auto);
      break;
    case "call-partner-suit":
      if (state.trick.length === SEATS) resolveBlindTrick(course, move.partner_suit, auto, chance);
      else callSuit(course, move.partner_suit, auto);
      break;
    case "play":
      playCard(course, { seat, card: move.card, ...auto }, chance);
      break;
    case "reorder":
      course.add({ type: "hand.update", seat, hand: cardsOf(move.hand) });
  }
  return course.events;
}

function check(state: State, seat: number, move: Move): Result<unknown> {
  switch (move.type) {
    case "bid":
      return checkBid(state, seat, move.bid);
    case "call-partner-rank":
    case "call-partner-suit":
      return mayCall(state, move.type, seat);
    case "play":
      return checkPlay(state, seat, move.card);
    case "reorder":
      return isPermutation(move.hand, state.hands[seat] ?? [])
        ? accept(null)
        : reject("invalid_card", "not_a_permutation", "Send each card of your hand exactly once.");
  }
}

function checkPlay(state: State, seat: number, card: number): Result<unknown> {
  if (state.phase !== "play-first-trick" && state.phase !== "play-tricks")
    return reject("invalid_action", "wrong_phase");
  if (state.turn !== seat) return reject("invalid_turn", "not_your_turn");
  const hand = state.hands[seat] ?? [];
  if (!hand.includes(card)) return reject("invalid_card", "not_in_hand", "You do not hold this card.");
  if (!playable(state, hand).includes(card))
    return reject("invalid_card", "must_follow", "Follow the suit that was led: you can.");
  return accept(null);
}

function isPermutation(asked: readonly number[], hand: readonly number[]): boolean {
  return asked.length === hand.length && hand.every((card) => asked.includes(card));
}
