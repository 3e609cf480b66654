/** From a match's presence board, as Redis keeps it, to who is there. */
import type { Seat } from "@holdfast/engine";
import { z } from "zod";
import { type MatchPresence, PRESENCE_LEASE_MS, type SeatPresence } from "../ports.js";
import type { Generation } from "./store.js";

const boardSchema = z.tuple([z.array(z.string()), z.number().int()]);

/** One sign that somebody was at a seat until some moment: a lease, or a departure. */
interface Sign {
  readonly seat: Seat;
  readonly playerId: string;
  readonly until: number;
}

/** What a board says now, as the script reads it; null where there is none. */
export function presenceIn(reply: unknown, generation: Generation, now: number): MatchPresence | null {
  const board = boardSchema.safeParse(reply);
  if (!board.success) return null;
  const [fields, spectators] = board.data;
  return { seats: seatsOf(signsOf(fields, generation, now), now), spectators };
}

/** Whether the store is so new that those who are there may not have said so yet. */
export function isSettling(generation: Generation, now: number): boolean {
  return generation.replaced && now < floorOf(generation);
}

/** Until when a lease counts at least that was written in another generation. */
export function floorOf({ seenAt }: Generation): number {
  return seenAt + PRESENCE_LEASE_MS;
}

/** Reads the hash that `arrive` and `depart` write; a departure needs no floor, a node said it itself. */
function signsOf(fields: readonly string[], generation: Generation, now: number): readonly Sign[] {
  const signs: Sign[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const field = fields[i] ?? "";
    const value = fields[i + 1] ?? "";
    const left = /^left\/(\d+)$/.exec(field);
    const held = /^(\d+)\//.exec(field);
    const [until = "", writtenIn = "", ...rest] = value.split(" ");
    if (left !== null) {
      // Never ahead of our own clock, however the clock of the node that wrote it goes.
      const at = Math.min(Number(until), now);
      signs.push({ seat: Number(left[1]), until: at, playerId: [writtenIn, ...rest].join(" ") });
    } else if (held !== null) {
      const floor = writtenIn === generation.id ? 0 : floorOf(generation);
      signs.push({ seat: Number(held[1]), until: Math.max(Number(until), floor), playerId: rest.join(" ") });
    }
  }
  return signs;
}

function seatsOf(signs: readonly Sign[], now: number): readonly SeatPresence[] {
  const latest = new Map<Seat, Sign>();
  for (const sign of signs) {
    const known = latest.get(sign.seat);
    if (known === undefined || sign.until >= known.until) latest.set(sign.seat, sign);
  }
  const seats = [...latest.values()].sort((a, b) => a.seat - b.seat);
  return seats.map(({ seat, playerId, until }) =>
    until > now ? { seat, playerId, here: true, awaySince: null } : { seat, playerId, here: false, awaySince: until },
  );
}
