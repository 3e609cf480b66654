/** Main and side pots, and who gets what of them. */
import { evaluate } from "./evaluate.js";
import { isLive, playerAt, roundFrom, type State } from "./state.js";
import type { HoldemAward, HoldemPot } from "./types.js";

/** The pots as they stand: one for each amount that somebody is all-in for, neighbours of the same seats as one. */
export function potsOf(state: State): readonly HoldemPot[] {
  const { players } = state;
  const levels = [...new Set(players.filter(isLive).map(({ total }) => total))].sort((a, b) => a - b);
  const dead = players.reduce((sum, player) => sum + player.dead, 0);
  const pots: { amount: number; eligible: readonly number[] }[] = [];
  let below = 0;
  for (const level of levels) {
    const slice = players.reduce((sum, { total }) => sum + Math.max(0, Math.min(total, level) - below), 0);
    const eligible = players.flatMap((player, seat) => (isLive(player) && player.total >= level ? [seat] : []));
    const last = pots.at(-1);
    if (last !== undefined && last.eligible.length === eligible.length) last.amount += slice;
    else pots.push({ amount: slice, eligible });
    below = level;
  }
  const [main] = pots;
  if (main !== undefined) main.amount += dead + overTop(state, below);
  return pots.filter(({ amount }) => amount > 0);
}

/** What folded players put in beyond everybody who is left. */
function overTop({ players }: State, top: number): number {
  return players.reduce((sum, { total }) => sum + Math.max(0, total - top), 0);
}

/** The part of the last bet that nobody called: whose, and how much. */
export function uncalled(state: State): { readonly seat: number; readonly amount: number } | null {
  const bets = state.players.map(({ bet }) => bet);
  const highest = Math.max(...bets);
  const seat = bets.indexOf(highest);
  const second = Math.max(...bets.filter((_bet, index) => index !== seat), 0);
  return highest > second ? { seat, amount: highest - second } : null;
}

/** The value of each live seat's seven cards. */
export function valuesOf(state: State): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  for (const [seat, player] of state.players.entries()) {
    if (isLive(player)) values.set(seat, evaluate([...player.hole, ...state.board]));
  }
  return values;
}

/** Each pot to the best of those who may win it; odd chips one by one from the left of the button. */
export function awardsOf(state: State, values: ReadonlyMap<number, number>): readonly HoldemAward[] {
  let rakeLeft = state.settings.rake.cap;
  return potsOf(state).map(({ amount, eligible }) => {
    const rake = Math.min(rakeLeft, rakeOf(state, amount));
    rakeLeft -= rake;
    const best = Math.max(...eligible.map((seat) => values.get(seat) ?? 0));
    const winning = eligible.filter((seat) => (values.get(seat) ?? 0) === best);
    return { amount, eligible, winners: split(state, amount - rake, winning), rake };
  });
}

function rakeOf({ settings, board }: State, amount: number): number {
  return board.length < 3 ? 0 : Math.floor((amount * settings.rake.pct) / 100);
}

function split(state: State, amount: number, seats: readonly number[]): HoldemAward["winners"] {
  const share = Math.floor(amount / seats.length);
  const odd = amount - share * seats.length;
  const first = new Set(roundFrom(state.button, seats).slice(0, odd));
  return seats.map((seat) => ({ seat, amount: share + (first.has(seat) ? 1 : 0) }));
}

/** The seats whose hand wins or ties a pot they may win. */
export function winnersOf(awards: readonly HoldemAward[]): ReadonlySet<number> {
  return new Set(awards.flatMap(({ winners }) => winners.map(({ seat }) => seat)));
}

/** Chips of everybody, wherever they are. */
export function chipsOf(state: State): number {
  return state.players.reduce((sum, player) => sum + player.stack + player.total + player.dead, 0);
}

export function stackOf(state: State, seat: number): number {
  return playerAt(state, seat).stack;
}
