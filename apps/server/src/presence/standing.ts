/**
 * From who is connected to what the others are told. Pure.
 * A seat is `here`; after the debounce without a connection `away`, with its grace running once the
 * match is played; when the grace is over `gone`.
 */
import type { Seat } from "@holdfast/engine";
import type { SeatStanding, Standing } from "../live/live-match.js";
import type { MatchPresence } from "../ports.js";

export interface StandingInput {
  readonly seats: readonly (string | null)[];
  /** Null: nobody knows; then nobody is taken for gone because of it. */
  readonly presence: MatchPresence;
  /** Grace of the match's policy; null while there is nothing to lose (not playing). */
  readonly graceMs: number | null;
  readonly debounceMs: number;
  /** No absence counts from before this: the node was not there to see it. */
  readonly knownSince: number;
  readonly now: number;
}
export interface Assessment {
  readonly standing: Standing;
  /** When something changes by itself next, epoch milliseconds. */
  readonly nextAt: number | null;
  readonly gone: readonly Seat[];
}

export function assess(input: StandingInput): Assessment {
  const seats = new Map<Seat, SeatStanding>();
  const due: number[] = [];
  const gone: Seat[] = [];
  input.seats.forEach((playerId, seat) => {
    if (playerId === null) return;
    const { standing, nextAt } = assessSeat(input, seat, playerId);
    seats.set(seat, standing);
    if (nextAt !== null) due.push(nextAt);
    if (standing.presence === "gone") gone.push(seat);
  });
  return {
    standing: { seats, spectators: input.presence.spectators },
    nextAt: due.length === 0 ? null : Math.min(...due),
    gone,
  };
}

const HERE: SeatStanding = { presence: "here", graceEndsAt: null };

function assessSeat(
  { presence, graceMs, debounceMs, knownSince, now }: StandingInput,
  seat: Seat,
  playerId: string,
): { readonly standing: SeatStanding; readonly nextAt: number | null } {
  const seen = presence.seats.find((one) => one.seat === seat && one.playerId === playerId);
  if (seen?.here) return { standing: HERE, nextAt: null };
  const since = Math.max(seen?.awaySince ?? knownSince, knownSince);
  const toldAt = since + debounceMs;
  if (seen && now < toldAt) return { standing: HERE, nextAt: toldAt };
  if (graceMs === null) return { standing: { presence: "away", graceEndsAt: null }, nextAt: null };
  const graceEndsAt = since + graceMs;
  if (now >= graceEndsAt) return { standing: { presence: "gone", graceEndsAt }, nextAt: null };
  return { standing: { presence: "away", graceEndsAt }, nextAt: graceEndsAt };
}

/** Whether two standings would be told the same. */
export function sameStanding(a: Standing, b: Standing): boolean {
  if (a.spectators !== b.spectators || a.seats.size !== b.seats.size) return false;
  for (const [seat, one] of a.seats) {
    const other = b.seats.get(seat);
    if (other?.presence !== one.presence || other.graceEndsAt !== one.graceEndsAt) return false;
  }
  return true;
}
