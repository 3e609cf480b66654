/** Betting moves: may this seat do this now, and what is booked when it does. */
import { accept, reject, type Result } from "@holdfast/engine";
import { boundsOf } from "./betting.js";
import type { Course } from "./course.js";
import { isLive, playerAt, type State } from "./state.js";
import type { HoldemBettingMove, HoldemBounds } from "./types.js";

/** What a move comes to: an all-in is a call, a bet or a raise. */
export interface Action {
  readonly action: "fold" | "check" | "call" | "bet" | "raise";
  /** The bet of the street after it. */
  readonly to: number;
}

/** The action, or the first rule that refuses it. */
export function checkAction(state: State, seat: number, move: HoldemBettingMove): Result<Action> {
  if (state.phase === "waiting" || state.phase === "complete") return reject("invalid_action", "no_hand");
  const player = playerAt(state, seat);
  if (!isLive(player) || player.stack === 0) return reject("invalid_action", "not_in_hand");
  if (state.toAct !== seat) return reject("invalid_turn", "not_your_turn");
  const bounds = boundsOf(state, seat);
  switch (move.type) {
    case "fold":
      return accept({ action: "fold", to: player.bet });
    case "check":
      return bounds.check ? accept({ action: "check", to: player.bet }) : reject("invalid_action", "cannot_check");
    case "call":
      if (bounds.call === null) return reject("invalid_action", "nothing_to_call");
      return accept({ action: "call", to: player.bet + bounds.call });
    case "all-in":
      return allIn(state, { seat, bounds });
    case "bet":
      if (state.currentBet > 0) return reject("invalid_action", "cannot_bet", "There is a bet already: raise it.");
      return ranged({ action: "bet", to: move.to }, player.bet + player.stack, bounds.bet);
    case "raise":
      if (state.currentBet === 0) return reject("invalid_action", "cannot_raise", "There is no bet to raise: bet.");
      return ranged({ action: "raise", to: move.to }, player.bet + player.stack, bounds.raise);
  }
}

/** Books the action; `auto` marks one of the clock. */
export function book(course: Course, seat: number, { action, to, ...auto }: Action & { readonly auto?: true }): void {
  const { state, now } = course;
  const player = playerAt(state, seat);
  const paid = action === "fold" ? 0 : to - player.bet;
  const used = state.actBy === null ? 0 : Math.max(0, now - state.askedAt - state.settings.actMs);
  // A seat that sits out is not asked for long: its bank is not touched.
  const bank = player.out === "out" ? player.bank : Math.max(0, player.bank - used);
  const allIn = paid > 0 && paid === player.stack;
  course.add({ type: "action", seat, action, to, paid, allIn, bank, ...auto });
}

function allIn(state: State, { seat, bounds }: { seat: number; bounds: HoldemBounds }): Result<Action> {
  const player = playerAt(state, seat);
  const all = player.bet + player.stack;
  if (bounds.bet !== null) return accept({ action: "bet", to: all });
  if (bounds.raise !== null) return accept({ action: "raise", to: all });
  const canAnswer = state.players.some(
    (other, at) => at !== seat && isLive(other) && other.bet + other.stack > state.currentBet,
  );
  // When nobody could answer a raise, all that can be put in is the call.
  if (bounds.call !== null && (all <= state.currentBet || !canAnswer)) {
    return accept({ action: "call", to: player.bet + bounds.call });
  }
  return reject("invalid_bid", "raise_closed", "The betting was not reopened for you.");
}

function ranged(action: Action, all: number, range: HoldemBounds["bet"]): Result<Action> {
  if (action.to > all) return reject("invalid_bid", "exceeds_stack", `You can put in ${all} at most.`);
  if (range === null) return reject("invalid_bid", "raise_closed", "The betting was not reopened for you.");
  if (action.to < range.min) return reject("invalid_bid", "below_minimum", `The least is ${range.min}.`);
  return accept(action);
}
