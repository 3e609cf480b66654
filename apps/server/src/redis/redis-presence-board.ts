import type { Seat } from "@holdfast/engine";
import { z } from "zod";
import {
  type Clock,
  type MatchPresence,
  PRESENCE_LEASE_MS,
  type PresenceBoard,
  type PresenceEntry,
  type SeatPresence,
} from "../ports.js";
import type { Keys } from "./keys.js";
import { arrive } from "./scripts/arrive.js";
import { depart } from "./scripts/depart.js";
import { readPresence } from "./scripts/read-presence.js";
import { AWAY, type Generation, type Part, type Store } from "./store.js";

/** A match nobody came to for this long is forgotten, and reads as unknown again. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1000;

/** Connections told of in one call at most, so that none keeps Redis, or whoever shares it, busy for long. */
const MOST_ARRIVALS = 200;

const boardSchema = z.tuple([z.array(z.string()), z.number().int()]);

/** Somebody who arrives, or arrives again, and waits for that to be said. */
interface Arrival {
  readonly who: PresenceEntry;
  /** The board was there when this node wrote the entry the last time. */
  readonly renewed: boolean;
  readonly done: (reply: unknown) => void;
}

/** One sign that somebody was at a seat until some moment: a lease, or a departure. */
interface Sign {
  readonly seat: Seat;
  readonly playerId: string;
  readonly until: number;
}

/**
 * Who is connected to what, as all nodes together know it.
 *
 * What is missing from a store that was emptied, and what an older snapshot brought back, is no evidence that
 * somebody left. So a board whose generation changed under this node is unknown for one lease, in which the
 * living renew theirs, and a lease written in another generation ends no earlier than that.
 */
export class RedisPresenceBoard implements PresenceBoard {
  /** By entry of this node the generation it was last written in: its board must still be there. */
  readonly #writtenIn = new Map<string, string>();
  /** By match, those who arrive in this very turn: a thousand leases are renewed in a few calls. */
  readonly #arriving = new Map<string, Arrival[]>();

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  async arrive(matchId: string, who: PresenceEntry): Promise<void> {
    const { generation } = this.#partOf(matchId);
    if (generation === null) return;
    const entry = entryOf(matchId, who);
    const renewed = this.#writtenIn.get(entry) === generation.id;
    this.#writtenIn.set(entry, generation.id);
    const reply = await new Promise<unknown>((done) => this.#gather(matchId, { who, renewed, done }));
    if (reply === AWAY) this.#writtenIn.delete(entry);
  }

  #gather(matchId: string, arrival: Arrival): void {
    const arriving = this.#arriving.get(matchId);
    if (arriving !== undefined) {
      arriving.push(arrival);
      return;
    }
    this.#arriving.set(matchId, [arrival]);
    queueMicrotask(() => this.#sayArrived(matchId));
  }

  /** Now: what is said or asked of the match next comes after it. */
  #sayArrived(matchId: string): void {
    const arriving = this.#arriving.get(matchId) ?? [];
    this.#arriving.delete(matchId);
    for (let from = 0; from < arriving.length; from += MOST_ARRIVALS) {
      void this.#write(matchId, arriving.slice(from, from + MOST_ARRIVALS));
    }
  }

  async #write(matchId: string, arrivals: readonly Arrival[]): Promise<void> {
    const part = this.#partOf(matchId);
    const reply = await this.#writeTo(part, matchId, arrivals);
    for (const { done } of arrivals) done(reply);
  }

  async #writeTo(part: Part, matchId: string, arrivals: readonly Arrival[]): Promise<unknown> {
    const { generation } = part;
    if (generation === null) return AWAY;
    const now = this.clock.now();
    const lease = [now, now + PRESENCE_LEASE_MS, generation.id, floorOf(generation), FORGOTTEN_AFTER_MS];
    const subjects = arrivals.flatMap(({ who }) => subjectOf(who));
    const found = await part.run(arrive, ...this.#boardOf(matchId), ...lease, ...subjects);
    // A board can be lost alone: its part of the store then takes a new generation, and all is rebuilt.
    const isLost = found === 0 && arrivals.some(({ renewed }) => renewed);
    if (isLost) await part.refreshGeneration(generation.name);
    return found;
  }

  async depart(matchId: string, who: PresenceEntry): Promise<void> {
    this.#sayArrived(matchId);
    this.#writtenIn.delete(entryOf(matchId, who));
    const part = this.#partOf(matchId);
    if (part.generation === null) return;
    const now = this.clock.now();
    const about = [...this.#boardOf(matchId), ...subjectOf(who)];
    await part.run(depart, ...about, now, part.generation.id, FORGOTTEN_AFTER_MS);
  }

  async read(matchId: string): Promise<MatchPresence | null> {
    this.#sayArrived(matchId);
    const now = this.clock.now();
    const part = this.#partOf(matchId);
    // One round trip. The name is read second: a board read after the store was emptied is found out.
    const [reply, name] = await Promise.all([
      part.run(readPresence, this.keys.seats(matchId), this.keys.observers(matchId), now),
      part.ask((client) => client.get(part.generationKey)),
    ]);
    const { generation } = part;
    const board = boardSchema.safeParse(reply);
    if (name === AWAY || generation === null) return null;
    if (name !== generation.name) await part.refreshGeneration();
    if (name !== generation.name || isSettling(generation, now) || !board.success) return null;
    const [fields, spectators] = board.data;
    return { seats: seatsOf(signsOf(fields, generation, now), now), spectators };
  }

  #partOf(matchId: string): Part {
    return this.store.partOf(this.keys.seats(matchId));
  }

  #boardOf(matchId: string): readonly string[] {
    return [this.keys.seats(matchId), this.keys.observers(matchId)];
  }
}

function subjectOf({ seat, nodeId, connectionId, playerId }: PresenceEntry): readonly string[] {
  return [String(seat ?? ""), `${nodeId}/${connectionId}`, playerId];
}

function entryOf(matchId: string, { seat, connectionId }: PresenceEntry): string {
  return `${matchId}/${String(seat ?? "")}/${connectionId}`;
}

function isSettling(generation: Generation, now: number): boolean {
  return generation.replaced && now < floorOf(generation);
}

function floorOf({ seenAt }: Generation): number {
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
