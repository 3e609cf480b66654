/** Places and prizes of a tournament, and the accounts of a cash table. */
import { type Player, roundFrom, type State } from "./state.js";
import type { HoldemResult } from "./types.js";

interface Bust {
  readonly seat: number;
  readonly place: number;
  readonly prize: number;
}

/** Who lost their last chips in this hand: those who began it with more are placed higher, equals share. */
export function bustsOf(state: State): readonly Bust[] {
  const { players } = state;
  if (!players.some(isOut)) return [];
  const left = players.filter(({ stack }) => stack > 0).length;
  const out = players.flatMap((player, seat) => (isOut(player) ? [{ seat, before: player.before }] : []));
  return out.map(({ seat, before }) => {
    const above = out.filter((other) => other.before > before).length;
    const equals = out.filter((other) => other.before === before).map((other) => other.seat);
    const place = left + above + 1;
    return { seat, place, prize: sharedPrize(state, { place, seats: equals, seat }) };
  });
}

/** The result once one player has all the chips; null: play on. */
export function tournamentResult({ players }: State): HoldemResult | null {
  const winner = players.findIndex(({ stack }) => stack > 0);
  if (winner < 0 || players.some(({ stack }, seat) => seat > winner && stack > 0)) return null;
  const paid = players.reduce((sum, { prize }) => sum + prize, 0);
  const scores = players.map(({ prize }, seat) => (seat === winner ? poolOf(players) - paid : prize));
  const places = [...new Set(players.flatMap(({ place }) => (place === null ? [] : [place])))].sort((a, b) => a - b);
  const ranking = [[winner], ...places.map((place) => seatsPlaced(players, place))];
  return { status: "finished", winners: [winner], ranking, scores, reason: "last-standing" };
}

/** What each seat has won or lost when a cash table ends. */
export function closedResult({ players }: State, reason: "closed" | "empty"): HoldemResult {
  const scores = players.map(({ stack, taken, brought }) => stack + taken - brought);
  const best = Math.max(...scores);
  const ranking = [...new Set(scores)].sort((a, b) => b - a).map((score) => seatsWith(scores, score));
  return { status: "finished", winners: seatsWith(scores, best), ranking, scores, reason };
}

function isOut({ inHand, stack, place }: Player): boolean {
  return inHand && stack === 0 && place === null;
}

/** The prizes of as many places as there are equals, in equal parts; odd chips from the left of the button. */
function sharedPrize(
  state: State,
  { place, seats, seat }: { place: number; seats: readonly number[]; seat: number },
): number {
  const places = seats.map((_seat, index) => place + index);
  const sum = places.reduce((total, each) => total + prizeOf(state, each), 0);
  const share = Math.floor(sum / seats.length);
  const odd = sum - share * seats.length;
  return share + (roundFrom(state.button, seats).indexOf(seat) < odd ? 1 : 0);
}

/** What a place is worth; what does not divide goes to the first. */
function prizeOf({ players, settings }: State, place: number): number {
  const entrants = players.filter(({ brought }) => brought > 0).length;
  const percents = settings.payouts ?? usualPayouts(entrants);
  return Math.floor((poolOf(players) * (percents[place - 1] ?? 0)) / 100);
}

function usualPayouts(entrants: number): readonly number[] {
  if (entrants <= 3) return [100];
  return entrants <= 6 ? [65, 35] : [50, 30, 20];
}

function poolOf(players: readonly Player[]): number {
  return players.reduce((sum, { brought }) => sum + brought, 0);
}

function seatsPlaced(players: readonly Player[], place: number): readonly number[] {
  return players.flatMap((player, seat) => (player.place === place ? [seat] : []));
}

function seatsWith(scores: readonly number[], score: number): readonly number[] {
  return scores.flatMap((each, seat) => (each === score ? [seat] : []));
}
