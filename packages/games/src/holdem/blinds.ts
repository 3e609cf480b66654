/** Who is dealt in, and where button and blinds are: the big blind moves on, the button may be dead. */
import type { Chance } from "@holdfast/engine";
import { isCash, nextAfter, type Player, playerAt, seatsWhere, type State } from "./state.js";

export interface Places {
  readonly button: number;
  /** Nobody posts the small blind where nobody sits, or sits in, any more. */
  readonly sbSeat: number;
  readonly bbSeat: number;
  readonly dealtIn: readonly number[];
  /** Dealt in without waiting for the big blind: they post one. */
  readonly posting: readonly number[];
}

/** The places of the next hand; null when fewer than two can play. */
export function nextPlaces(state: State, chance: Chance): Places | null {
  const able = seatsWhere(state, (player) => isAble(state, player));
  if (able.length < 2) return null;
  if (state.bbSeat < 0) return firstPlaces(able, able[chance.int(able.length, "button")] ?? 0);
  const bbSeat = nextAfter(state.bbSeat, able) ?? 0;
  const ready = able.filter((seat) => seat === bbSeat || !mustWait(state, seat));
  if (ready.length < 2) return firstPlaces(able, nextAfter(state.button, able) ?? 0);
  const posting = ready.filter((seat) => seat !== bbSeat && playerAt(state, seat).waiting);
  if (ready.length === 2) return { ...headsUp(ready, bbSeat), posting };
  return { button: state.sbSeat, sbSeat: state.bbSeat, bbSeat, dealtIn: ready, posting };
}

/** Can be dealt in: has chips, and at a cash table does not sit out. A tournament deals to those who are away. */
export function isAble(state: State, player: Player): boolean {
  if (player.gone || player.stack === 0 || player.leaving) return !isCash(state) && player.stack > 0;
  return !isCash(state) || player.out === "no";
}

function mustWait(state: State, seat: number): boolean {
  return playerAt(state, seat).waiting && state.settings.entry === "wait";
}

/** With nobody's blind to go on from: the small blind is next to the button, or is the button. */
function firstPlaces(seats: readonly number[], button: number): Places {
  const next = nextAfter(button, seats) ?? 0;
  const places = { button, dealtIn: seats, posting: [] };
  if (seats.length === 2) return { ...places, sbSeat: button, bbSeat: next };
  return { ...places, sbSeat: next, bbSeat: nextAfter(next, seats) ?? 0 };
}

function headsUp(seats: readonly number[], bbSeat: number): Omit<Places, "posting"> {
  const other = seats.find((seat) => seat !== bbSeat) ?? 0;
  return { button: other, sbSeat: other, bbSeat, dealtIn: seats };
}
