/**
 * Clocks that belong to seats: what a match keeps of them, and how time is charged to them. The rules say who has how
 * much and whose clock runs (`ClockPlan`); here is only counted what each has used. Whole milliseconds throughout.
 */
import type { ClockPlan, SeatClock } from "./game.js";
import type { Seat } from "./seat.js";

/** The clocks of a match as they stood at one moment. */
export interface ClocksKept {
  readonly set: string;
  /** The moment, epoch milliseconds: what runs has been charged up to here. */
  readonly at: number;
  /** What is left of this turn's time that costs nobody anything. */
  readonly freeMs: number;
  /** When the turn is over whatever the clocks say; null: never. */
  readonly turnEndsAt: number | null;
  /** By seat; null: it has none. */
  readonly seats: readonly (KeptClock | null)[];
  /** Present while the platform has stopped play: nothing is charged, and nobody's time runs out. */
  readonly held?: true;
}
export interface KeptClock extends SeatClock {
  readonly usedMs: number;
}

/** What a clock shows after `usedMs`: what is left, negative where it goes on below nothing, or what has gone by. */
export function shownMs({ baseMs, counts, usedMs }: KeptClock): number {
  return counts === "down" ? baseMs - usedMs : baseMs + usedMs;
}

/** The clocks at a later moment. A moment before `at` charges nothing: time does not go back. */
export function chargeClocks(kept: ClocksKept, until: number): ClocksKept {
  if (kept.held || until <= kept.at) return kept;
  const elapsed = until - kept.at;
  const charged = Math.max(0, elapsed - kept.freeMs);
  const seats = kept.seats.map((clock) => (clock?.runs ? { ...clock, usedMs: clock.usedMs + charged } : clock));
  return { ...kept, at: until, freeMs: Math.max(0, kept.freeMs - elapsed), seats };
}

export interface Planned {
  readonly plan: ClockPlan;
  readonly at: number;
  readonly isNewTurn: boolean;
  readonly turnEndsAt: number | null;
}

/** The clocks as the rules want them from now on; `kept` has been charged, `undefined` where there were none. */
export function planClocks(kept: ClocksKept | undefined, { plan, at, isNewTurn, turnEndsAt }: Planned): ClocksKept {
  const isSame = kept?.set === plan.set;
  const seats = plan.seats.map((clock, seat) => {
    if (clock === null) return null;
    const { baseMs, counts, runs, flags } = clock;
    return { baseMs, counts, runs, flags, usedMs: isSame ? (kept.seats[seat]?.usedMs ?? 0) : 0 };
  });
  const freeMs = isNewTurn || kept === undefined ? (plan.freeMs ?? 0) : kept.freeMs;
  return { set: plan.set, at: Math.max(at, kept?.at ?? at), freeMs, turnEndsAt, seats };
}

/** Nothing runs any more; what the clocks show stays. */
export function stopClocks(kept: ClocksKept): ClocksKept {
  const { held: _over, ...rest } = kept;
  const seats = kept.seats.map((clock) => (clock?.runs ? { ...clock, runs: false } : clock));
  return { ...rest, turnEndsAt: null, seats };
}

/** As if `ms` had not gone by. */
export function shiftClocks(kept: ClocksKept, ms: number): ClocksKept {
  return { ...kept, at: kept.at + ms, turnEndsAt: kept.turnEndsAt === null ? null : kept.turnEndsAt + ms };
}

/** When this seat's time is up if it does nothing; null if it is not. */
export function flagAt(kept: ClocksKept, seat: Seat): number | null {
  const clock = kept.seats[seat];
  if (!clock?.runs || !clock.flags || clock.counts === "up" || kept.held) return null;
  return kept.at + kept.freeMs + Math.max(0, clock.baseMs - clock.usedMs);
}

/** Whose time is up first, and when; of several at one moment the lowest seat. */
export function nextFlag(kept: ClocksKept): { readonly seat: Seat; readonly at: number } | null {
  let next: { readonly seat: Seat; readonly at: number } | null = null;
  for (let seat = 0; seat < kept.seats.length; seat += 1) {
    const at = flagAt(kept, seat);
    if (at !== null && (next === null || at < next.at)) next = { seat, at };
  }
  return next;
}

/** What each seat has used by `now`; nought where a seat has no clock. */
export function usedBy(kept: ClocksKept, now: number): readonly number[] {
  return chargeClocks(kept, now).seats.map((clock) => clock?.usedMs ?? 0);
}
