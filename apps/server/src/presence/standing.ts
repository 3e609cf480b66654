/**
 * From who is connected to what the others are told. Pure.
 * A seat is `here`; after the debounce without a connection `away`, with its grace running once the
 * match is played; when the grace is over `gone`. Only time in which an absence could be seen counts: not the
 * time before this node held the match, nor any in which the board could not say who is where, or the server was away.
 */
import { isBot, type Seat } from "@holdfast/engine";
import type { SeatStanding, Standing } from "../live/live-match.js";
import type { MatchPresence } from "../ports.js";

/** What was known of a seat the last time. */
export interface Note {
  readonly playerId: string;
  readonly told: SeatStanding;
  /** Since when the board answers without listing this player; null while it lists, or does not answer. */
  readonly unlistedSince: number | null;
}
export type Notes = ReadonlyMap<Seat, Note>;

export interface HereUntil {
  readonly playerId: string;
  readonly at: number;
}

export interface StandingInput {
  readonly seats: readonly (string | null)[];
  /** Null while the board cannot say: then the last word stands and nobody's grace runs. */
  readonly presence: MatchPresence | null;
  /** Connected to this very node: here, whatever the board says. */
  readonly local: { readonly seats: ReadonlySet<Seat>; readonly spectators: number };
  /** Seats of which some node knows more than it could tell the board: nobody's absence there counts, or is settled. */
  readonly unsaid?: ReadonlySet<Seat>;
  /** By seat: until when this node itself knows that the player was there, or that it could not be ruled out. */
  readonly hereUntil?: ReadonlyMap<Seat, HereUntil>;
  readonly notes: Notes;
  /** Grace of the match's policy; null while there is nothing to lose (not playing). */
  readonly graceMs: number | null;
  readonly debounceMs: number;
  /** No absence counts from before this: nobody was there to see it. */
  readonly knownSince: number;
  /** No grace counts from before this: there was nothing to lose yet. */
  readonly playingSince: number;
  readonly now: number;
  /** Nobody's absence counts just now: it may be the server's; `blind`: the board may not even be true. */
  readonly held?: "blind" | "away" | null;
  /** When a grace that began then is over: not all of it may have been theirs to use. Default: after it. */
  readonly graceEnd?: (from: number, ms: number) => number;
}
export interface Assessment {
  readonly standing: Standing;
  readonly notes: Notes;
  /** When something changes by itself next, epoch milliseconds. */
  readonly nextAt: number | null;
  /** Seats whose grace is over, as far as that is known now. */
  readonly gone: readonly Seat[];
  /** Somebody's absence is not settled yet. */
  readonly isWaiting: boolean;
}

export function assess(input: StandingInput): Assessment {
  const { presence, local, graceMs, unsaid } = input;
  const notes = new Map<Seat, Note>();
  const due: number[] = [];
  input.seats.forEach((playerId, seat) => {
    if (playerId === null) return;
    const { note, nextAt } = isBot(playerId) ? botHere(playerId) : assessSeat(input, seat, playerId);
    notes.set(seat, note);
    if (nextAt !== null) due.push(nextAt);
  });
  const told = [...notes].map(([seat, note]) => [seat, note.told] as const);
  const isHeld = presence === null || (input.held ?? null) !== null;
  const suspended = graceMs !== null && isHeld && told.some(([, one]) => one.presence === "away");
  return {
    standing: { seats: new Map(told), spectators: presence?.spectators ?? local.spectators },
    notes,
    nextAt: due.length === 0 ? null : Math.min(...due),
    gone: isHeld ? [] : told.flatMap(([seat, one]) => (one.presence === "gone" && !unsaid?.has(seat) ? [seat] : [])),
    isWaiting: due.length > 0 || suspended,
  };
}

/** When a seat is looked at again of which the board does not know all yet. */
const LOOK_AGAIN_MS = 1_000;
const HERE: SeatStanding = { presence: "here", graceEndsAt: null };
const AWAY: SeatStanding = { presence: "away", graceEndsAt: null };

interface SeatAssessment {
  readonly note: Note;
  readonly nextAt: number | null;
}

/** A bot has no connection to lose. */
function botHere(playerId: string): SeatAssessment {
  return { note: { playerId, told: HERE, unlistedSince: null }, nextAt: null };
}

function assessSeat(input: StandingInput, seat: Seat, playerId: string): SeatAssessment {
  const { presence, local, unsaid, knownSince, debounceMs, now } = input;
  const noted = input.notes.get(seat);
  const before = noted?.playerId === playerId ? noted : null;
  const seen = presence?.seats.find((one) => one.seat === seat && one.playerId === playerId);
  const as = (told: SeatStanding, nextAt: number | null, unlistedSince: number | null = null): SeatAssessment => ({
    note: { playerId, told, unlistedSince },
    nextAt,
  });
  if (local.seats.has(seat) || seen?.here) return as(HERE, null);
  if (presence === null) return as(lastWord(before), null);
  if (unsaid?.has(seat)) return as(lastWord(before), now + LOOK_AGAIN_MS);

  const awaySince = seen?.awaySince ?? null;
  const unlistedSince = awaySince === null ? (before?.unlistedSince ?? now) : null;
  const hereUntil = input.hereUntil?.get(seat);
  const wasSeenHere = hereUntil?.playerId === playerId;
  const since = Math.max(awaySince ?? unlistedSince ?? now, knownSince, wasSeenHere ? hereUntil.at : 0);
  const wasHere = seen !== undefined || wasSeenHere || before?.told.presence === "here";
  if (wasHere && now < since + debounceMs) return as(HERE, since + debounceMs, unlistedSince);
  if (input.held === "blind") return as(lastWord(before), null, unlistedSince);
  if (input.held === "away") return as(before?.told.presence === "gone" ? before.told : AWAY, null, unlistedSince);
  const { told, nextAt } = absent(input, since);
  return as(told, nextAt, unlistedSince);
}

function absent(
  { graceMs, playingSince, now, graceEnd = (from, ms) => from + ms }: StandingInput,
  since: number,
): { told: SeatStanding; nextAt: number | null } {
  if (graceMs === null) return { told: AWAY, nextAt: null };
  const graceEndsAt = graceEnd(Math.max(since, playingSince), graceMs);
  if (now >= graceEndsAt) return { told: { presence: "gone", graceEndsAt }, nextAt: null };
  return { told: { presence: "away", graceEndsAt }, nextAt: graceEndsAt };
}

/** The board is away: who was here is taken to be, and who was away is not counted out. */
function lastWord(before: Note | null): SeatStanding {
  if (before === null || before.told.presence === "away") return AWAY;
  return before.told;
}

/** Whether two standings would be told the same. */
export function sameStanding(a: Standing, b: Standing): boolean {
  return a.spectators === b.spectators && sameSeats(a, b);
}

/** Whether the same would be told of every seat. */
export function sameSeats(a: Standing, b: Standing): boolean {
  if (a.seats.size !== b.seats.size) return false;
  for (const [seat, one] of a.seats) {
    const other = b.seats.get(seat);
    if (other?.presence !== one.presence || other.graceEndsAt !== one.graceEndsAt) return false;
  }
  return true;
}
