import type { Seat } from "@holdfast/engine";
import {
  type Clock,
  type MatchPresence,
  PRESENCE_LEASE_MS,
  type PresenceBoard,
  type PresenceEntry,
  type SeatPresence,
} from "../ports.js";

interface Lease {
  readonly playerId: string;
  readonly until: number;
}
interface SeatBoard {
  readonly leases: Map<string, Lease>;
  /** The last departure; what it says counts once no lease lasts longer. */
  left: { readonly playerId: string; readonly at: number } | null;
}
interface MatchBoard {
  readonly seats: Map<Seat, SeatBoard>;
  /** Lease end by connection. */
  readonly observers: Map<string, number>;
  touchedAt: number;
}

/** A match nobody came to for this long is forgotten, and reads as unknown again. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1000;

/** Who is connected to what, with leases; least recently touched matches come first in the map. */
export class MemoryPresenceBoard implements PresenceBoard {
  readonly #matches = new Map<string, MatchBoard>();

  constructor(private readonly clock: Clock) {}

  async arrive(matchId: string, who: PresenceEntry): Promise<boolean> {
    const match = this.#touch(matchId);
    const until = this.clock.now() + PRESENCE_LEASE_MS;
    if (who.seat === null) {
      match.observers.set(connectionOf(who), until);
      return true;
    }
    const seat = seatOf(match, who.seat);
    for (const [connection, lease] of seat.leases) if (!this.#lasts(lease.until)) seat.leases.delete(connection);
    seat.leases.set(connectionOf(who), { playerId: who.playerId, until });
    return true;
  }

  async depart(matchId: string, who: PresenceEntry, leftAt = this.clock.now()): Promise<boolean> {
    const match = this.#touch(matchId);
    if (who.seat === null) {
      match.observers.delete(connectionOf(who));
      return true;
    }
    const seat = seatOf(match, who.seat);
    seat.leases.delete(connectionOf(who));
    if (seat.left === null || seat.left.at <= leftAt) seat.left = { playerId: who.playerId, at: leftAt };
    return true;
  }

  async read(matchId: string): Promise<MatchPresence | null> {
    const match = this.#matches.get(matchId);
    if (match === undefined) return null;
    for (const [connection, until] of match.observers) if (!this.#lasts(until)) match.observers.delete(connection);
    const seats = [...match.seats].flatMap(([seat, board]) => this.#present(seat, board));
    return { seats: seats.sort((a, b) => a.seat - b.seat), spectators: match.observers.size };
  }

  #present(seat: Seat, { leases, left }: SeatBoard): readonly SeatPresence[] {
    const departed = left === null ? [] : [{ playerId: left.playerId, until: left.at }];
    const latest = [...leases.values(), ...departed].reduce<Lease | null>(
      (last, next) => (last === null || next.until >= last.until ? next : last),
      null,
    );
    if (latest === null) return [];
    const here = [...leases.values()].some((lease) => this.#lasts(lease.until));
    return [{ seat, playerId: latest.playerId, here, awaySince: here ? null : latest.until }];
  }

  #lasts(until: number): boolean {
    return until > this.clock.now();
  }

  /** The board of a match, moved to the recent end; matches forgotten by now fall off the other end. */
  #touch(matchId: string): MatchBoard {
    const now = this.clock.now();
    const match = this.#matches.get(matchId) ?? { seats: new Map(), observers: new Map(), touchedAt: now };
    match.touchedAt = now;
    this.#matches.delete(matchId);
    this.#matches.set(matchId, match);
    for (const [id, { touchedAt }] of this.#matches) {
      if (touchedAt > now - FORGOTTEN_AFTER_MS) break;
      this.#matches.delete(id);
    }
    return match;
  }
}

function seatOf(match: MatchBoard, seat: Seat): SeatBoard {
  const known = match.seats.get(seat);
  if (known !== undefined) return known;
  const fresh: SeatBoard = { leases: new Map(), left: null };
  match.seats.set(seat, fresh);
  return fresh;
}

function connectionOf({ nodeId, connectionId }: PresenceEntry): string {
  return `${nodeId}/${connectionId}`;
}
