/** What a seat may bet: calls, minimum raises, and when raising is closed. */
import { canBet, isLive, type Player, playerAt, seatsWhere, type State } from "./state.js";
import type { HoldemBounds } from "./types.js";

/** The bounds of a seat that has to decide. */
export function boundsOf(state: State, seat: number): HoldemBounds {
  const player = playerAt(state, seat);
  const { currentBet, bb } = state;
  const all = player.bet + player.stack;
  const owed = currentBet - player.bet;
  const check = owed <= 0;
  const call = check ? null : Math.min(owed, player.stack);
  if (all <= currentBet || !mayRaise(state, seat)) return { fold: true, check, call, bet: null, raise: null };
  const min = Math.min(all, currentBet === 0 ? bb : currentBet + state.minRaise);
  const range = { min, max: all };
  const isBet = currentBet === 0;
  return { fold: true, check, call, bet: isBet ? range : null, raise: isBet ? null : range };
}

/**
 * Whoever has acted since the last full raise may raise again only if the bet has grown by at least a full
 * raise since; and there must be somebody who could put in more than the bet that stands.
 */
export function mayRaise(state: State, seat: number): boolean {
  const player = playerAt(state, seat);
  const { currentBet, minRaise } = state;
  if (player.acted && currentBet - player.level < minRaise) return false;
  return state.players.some((other, at) => at !== seat && canAnswer(other, currentBet));
}

/** Who has to decide next after this seat; null when the street is over. */
export function nextToAct(state: State, after: number): number | null {
  if (bettingIsOver(state)) return null;
  const asked = seatsWhere(state, (player) => canBet(player) && (!player.acted || player.bet < state.currentBet));
  return asked.find((seat) => seat > after) ?? asked[0] ?? null;
}

/** Nobody, or only one who owes nothing, could still bet: the rest of the board is dealt without betting. */
export function bettingIsOver(state: State): boolean {
  const able = state.players.filter(canBet);
  if (able.length > 1) return false;
  const [last] = able;
  if (last === undefined) return true;
  const most = Math.max(
    ...state.players.filter((player) => isLive(player) && player !== last).map(({ bet }) => bet),
    0,
  );
  return last.bet >= most;
}

function canAnswer(player: Player, currentBet: number): boolean {
  return isLive(player) && player.bet + player.stack > currentBet;
}
