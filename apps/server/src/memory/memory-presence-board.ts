import type { Seat } from "@holdfast/engine";
import {
  type Audience,
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
  /** By node: how many only watch there, and how long that counts. */
  readonly audiences: Map<string, { readonly size: number; readonly until: number }>;
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
    const seat = seatOf(match, who.seat);
    for (const [connection, lease] of seat.leases) if (!this.#lasts(lease.until)) seat.leases.delete(connection);
    seat.leases.set(connectionOf(who), { playerId: who.playerId, until });
    return true;
  }

  async depart(matchId: string, who: PresenceEntry, leftAt = this.clock.now()): Promise<boolean> {
    const match = this.#touch(matchId);
    const seat = seatOf(match, who.seat);
    seat.leases.delete(connectionOf(who));
    if (seat.left === null || seat.left.at <= leftAt) seat.left = { playerId: who.playerId, at: leftAt };
    return true;
  }

  async watch(matchId: string, { nodeId, size }: Audience): Promise<boolean> {
    const { audiences } = this.#touch(matchId);
    if (size === 0) audiences.delete(nodeId);
    else audiences.set(nodeId, { size, until: this.clock.now() + PRESENCE_LEASE_MS });
    return true;
  }

  async read(matchId: string): Promise<MatchPresence | null> {
    const match = this.#matches.get(matchId);
    if (match === undefined) return null;
    for (const [nodeId, { until }] of match.audiences) if (!this.#lasts(until)) match.audiences.delete(nodeId);
    const spectators = [...match.audiences.values()].reduce((sum, { size }) => sum + size, 0);
    const seats = [...match.seats].flatMap(([seat, board]) => this.#present(seat, board));
    return { seats: seats.sort((a, b) => a.seat - b.seat), spectators };
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
    const match = this.#matches.get(matchId) ?? { seats: new Map(), audiences: new Map(), touchedAt: now };
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
