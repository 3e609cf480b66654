import {
  type Audience,
  type Clock,
  type MatchPresence,
  PRESENCE_LEASE_MS,
  type PresenceBoard,
  type PresenceEntry,
} from "../ports.js";
import { type Arrival, callsOf, partiesOf, type Party, type Subject } from "./arriving-parties.js";
import { Batch } from "./batch.js";
import { inGroups } from "./in-groups.js";
import type { Keys } from "./keys.js";
import { floorOf, isSettling, presenceIn } from "./read-board.js";
import { arrive } from "./scripts/arrive.js";
import { depart } from "./scripts/depart.js";
import { readPresence } from "./scripts/read-presence.js";
import { AWAY, type Part, type Store } from "./store.js";

/** A match nobody came to for this long is forgotten, and reads as unknown again. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Who is connected to what, as all nodes together know it.
 *
 * What is missing from a store that was emptied, and what an older snapshot brought back, is no evidence that
 * somebody left. So a board whose generation changed under this node is unknown for one lease, in which the
 * living renew theirs, and a lease written in another generation ends no earlier than that.
 */
export class RedisPresenceBoard implements PresenceBoard {
  /** By entry, and by audience, of this node the generation it was last written in: its board must still be there. */
  readonly #writtenIn = new Map<string, string>();
  /** By match, those who arrive in this very turn: a thousand who come, or whose leases are renewed, are a few calls. */
  readonly #arriving = new Map<string, Arrival[]>();
  /** Whoever arrives looks who else is there: the looks of one moment share one call, or one for each slot of a cluster. */
  readonly #looks: Batch<string, MatchPresence | null>;

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {
    const groupOf = (matchId: string) => store.groupOf(keys.seats(matchId));
    this.#looks = new Batch((matchIds) => inGroups(matchIds, groupOf, (group) => this.#look(group)));
  }

  arrive(matchId: string, who: PresenceEntry): Promise<boolean> {
    return this.#enter(matchId, subjectOf(who));
  }

  watch(matchId: string, { nodeId, size }: Audience): Promise<boolean> {
    return this.#enter(matchId, ["", nodeId, String(size)], size > 0);
  }

  /** `stays`: it is to be renewed, so that its board is expected to be there then. */
  async #enter(matchId: string, subject: Subject, stays = true): Promise<boolean> {
    const { generation } = this.#partOf(matchId);
    if (generation === null) return false;
    const entry = entryOf(matchId, subject);
    const renewed = this.#writtenIn.get(entry) === generation.id;
    if (stays) this.#writtenIn.set(entry, generation.id);
    const isSaid = await new Promise<boolean>((done) => this.#gather(matchId, { subject, renewed, done }));
    if (!isSaid || !stays) this.#writtenIn.delete(entry);
    return isSaid;
  }

  #gather(matchId: string, arrival: Arrival): void {
    const arriving = this.#arriving.get(matchId);
    if (arriving !== undefined) {
      arriving.push(arrival);
      return;
    }
    if (this.#arriving.size === 0) setImmediate(() => this.#sayAllArrived());
    this.#arriving.set(matchId, [arrival]);
  }

  #sayAllArrived(): void {
    const parties = [...this.#arriving].flatMap(([matchId, arrivals]) => partiesOf(matchId, arrivals));
    this.#arriving.clear();
    for (const together of callsOf(parties, ({ matchId }) => this.store.groupOf(this.keys.seats(matchId)))) {
      void this.#write(together);
    }
  }

  /** Now: what is said or asked of the match next comes after it. */
  #sayArrived(matchId: string): void {
    const arrivals = this.#arriving.get(matchId) ?? [];
    this.#arriving.delete(matchId);
    for (const party of partiesOf(matchId, arrivals)) void this.#write([party]);
  }

  /** All of one part of the store. */
  async #write(parties: readonly Party[]): Promise<void> {
    const part = this.#partOf(parties[0]?.matchId ?? "");
    const isSaid = await this.#writeTo(part, parties);
    for (const { arrivals } of parties) for (const { done } of arrivals) done(isSaid);
  }

  async #writeTo(part: Part, parties: readonly Party[]): Promise<boolean> {
    const { generation } = part;
    if (generation === null) return false;
    const now = this.clock.now();
    const lease = [now, now + PRESENCE_LEASE_MS, generation.id, floorOf(generation), FORGOTTEN_AFTER_MS];
    const boards = parties.flatMap(({ matchId }) => this.#boardOf(matchId));
    const subjects = parties.flatMap(({ arrivals }) => [
      arrivals.length,
      ...arrivals.flatMap(({ subject }) => subject),
    ]);
    const found = await part.run(arrive(parties.length), ...boards, ...lease, ...subjects);
    // A board can be lost alone: its part of the store then takes a new generation, and all is rebuilt.
    const isLost = parties.some(
      ({ arrivals }, i) => Array.isArray(found) && found[i] === 0 && arrivals.some(({ renewed }) => renewed),
    );
    if (isLost) await part.refreshGeneration(generation.name);
    return found !== AWAY;
  }

  async depart(matchId: string, who: PresenceEntry, leftAt = this.clock.now()): Promise<boolean> {
    this.#sayArrived(matchId);
    const subject = subjectOf(who);
    this.#writtenIn.delete(entryOf(matchId, subject));
    const part = this.#partOf(matchId);
    if (part.generation === null) return false;
    const about = [this.keys.seats(matchId), ...subject];
    return (await part.run(depart, ...about, leftAt, part.generation.id, FORGOTTEN_AFTER_MS)) !== AWAY;
  }

  async read(matchId: string): Promise<MatchPresence | null> {
    this.#sayArrived(matchId);
    const seen = await this.#looks.ask(matchId);
    return seen === AWAY ? null : seen;
  }

  /** All of one part of the store. */
  async #look(matchIds: readonly string[]): Promise<readonly (MatchPresence | null)[]> {
    const now = this.clock.now();
    const part = this.#partOf(matchIds[0] ?? "");
    const boards = matchIds.flatMap((matchId) => this.#boardOf(matchId));
    // One round trip. The name is read second: a board read after the store was emptied is found out.
    const [reply, name] = await Promise.all([
      part.run(readPresence(matchIds.length), ...boards, now),
      part.ask((client) => client.get(part.generationKey)),
    ]);
    const { generation } = part;
    const isOfNow = name !== AWAY && generation !== null && name === generation.name;
    if (name !== AWAY && generation !== null && !isOfNow) await part.refreshGeneration();
    if (!isOfNow || isSettling(generation, now) || !Array.isArray(reply)) return matchIds.map(() => null);
    return matchIds.map((_, i) => presenceIn(reply[i], generation, now));
  }

  #partOf(matchId: string): Part {
    return this.store.partOf(this.keys.seats(matchId));
  }

  #boardOf(matchId: string): readonly string[] {
    return [this.keys.seats(matchId), this.keys.observers(matchId)];
  }
}

function subjectOf({ seat, nodeId, connectionId, playerId }: PresenceEntry): Subject {
  return [String(seat), `${nodeId}/${connectionId}`, playerId];
}

function entryOf(matchId: string, [seat, who]: Subject): string {
  return `${matchId}/${seat}/${who}`;
}
