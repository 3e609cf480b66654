/** Main and side pots, and who gets what of them. */
import { evaluate } from "./evaluate.js";
import { isLive, type Player, playerAt, roundFrom, type State } from "./state.js";
import type { HoldemAward, HoldemPot } from "./types.js";

/** The pots as they stand: one for each amount that somebody is all-in for, neighbours of the same seats as one. */
export function potsOf({ players }: State): readonly HoldemPot[] {
  const pots: { amount: number; eligible: readonly number[] }[] = [];
  let below = 0;
  for (let level = nextLevel(players, -1); level !== null; level = nextLevel(players, level)) {
    const amount = between(players, below, level);
    const eligible = eligibleAt(players, level);
    const last = pots.at(-1);
    if (last !== undefined && last.eligible.length === eligible.length) last.amount += amount;
    else pots.push({ amount, eligible });
    below = level;
  }
  const [main] = pots;
  if (main !== undefined) main.amount += deadIn(players) + between(players, below, Number.MAX_SAFE_INTEGER);
  return pots.every(({ amount }) => amount > 0) ? pots : pots.filter(({ amount }) => amount > 0);
}

/** The least that somebody who is left has put in beyond this; null when nobody has. */
function nextLevel(players: readonly Player[], beyond: number): number | null {
  let next: number | null = null;
  for (const player of players) {
    const { total } = player;
    if (total > beyond && (next === null || total < next) && isLive(player)) next = total;
  }
  return next;
}

/** What everybody, folded or not, has put in above one amount and up to another. */
function between(players: readonly Player[], below: number, level: number): number {
  let sum = 0;
  for (const { total } of players) if (total > below) sum += Math.min(total, level) - below;
  return sum;
}

function eligibleAt(players: readonly Player[], level: number): readonly number[] {
  const seats: number[] = [];
  for (let seat = 0; seat < players.length; seat++) {
    const player = players[seat];
    if (player !== undefined && player.total >= level && isLive(player)) seats.push(seat);
  }
  return seats;
}

function deadIn(players: readonly Player[]): number {
  let sum = 0;
  for (const { dead } of players) sum += dead;
  return sum;
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
