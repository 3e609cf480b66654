/**
 * Tells the presence board who comes to a seat on this node and who goes, until it has kept that, and knows of whom it has not: what
 * the board says of those, or does not say, is nothing to count an absence by.
 */
import type { Seat, UnsaidSeat } from "@holdfast/engine";
import { settleEach } from "../live/settle-each.js";
import { type Ports, PRESENCE_LEASE_MS, type PresenceEntry } from "../ports.js";

export interface TellingDeps {
  readonly ports: Pick<Ports, "coordination" | "clock">;
  /** The board was told, or could not be: it is worth a look. */
  readonly onTold: (matchId: string) => void;
  readonly onFault: (matchId: string, fault: unknown) => void;
}

/** How long after the board did not keep something it is told again. */
export const RETRY_MS = 1_000;
/** Who left so long ago is told of no more: a node that could not do so for so long is known to be blind. */
const FORGOTTEN_MS = 60_000;

/** One connection at one seat of one match. */
interface Fact {
  readonly matchId: string;
  readonly entry: PresenceEntry;
  /** Null while it is here. */
  leftAt: number | null;
  /** Until when the board counts it as here: the end of the last lease that was kept. */
  keptUntil: number;
  /** The board does not have it yet, and others have not heard of it. */
  isNews: boolean;
  toldAt: number;
  telling: Promise<void> | null;
  cancelRetry: () => void;
}

export class Telling {
  readonly #facts = new Map<string, Fact>();
  /** The same by match, as each is asked about with every look at it. */
  readonly #byMatch = new Map<string, Set<Fact>>();
  #stopped = false;

  constructor(private readonly deps: TellingDeps) {}

  arrived(matchId: string, entry: PresenceEntry): void {
    const key = keyOf(matchId, entry);
    const fact = this.#facts.get(key) ?? freshFact(matchId, entry);
    this.#facts.set(key, fact);
    this.#byMatch.set(matchId, (this.#byMatch.get(matchId) ?? new Set()).add(fact));
    fact.leftAt = null;
    fact.isNews = true;
    void this.#tell(fact);
  }

  departed(matchId: string, entry: PresenceEntry): void {
    const fact = this.#facts.get(keyOf(matchId, entry));
    if (fact === undefined) return;
    fact.leftAt = this.deps.ports.clock.now();
    fact.isNews = true;
    void this.#tell(fact);
  }

  /** Renews the leases of all who are here, which also rebuilds an emptied board. */
  async renew(): Promise<void> {
    const here = [...this.#facts.values()].filter(({ leftAt }) => leftAt === null);
    // Many are told in turns: who left and came back meanwhile is another fact, and told as that.
    await settleEach(here, async (fact) => (this.#isKnown(fact) ? this.#tell(fact) : undefined));
  }

  /**
   * The board does not list these, though it was told: it has lost them. Answers when to look again, where it was told only
   * a moment ago.
   */
  notListed(matchId: string, entries: readonly PresenceEntry[]): number | null {
    const now = this.deps.ports.clock.now();
    let againAt: number | null = null;
    for (const entry of entries) {
      const fact = this.#facts.get(keyOf(matchId, entry));
      if (fact === undefined || fact.telling !== null) continue;
      fact.keptUntil = 0;
      fact.isNews = true;
      if (now >= fact.toldAt + RETRY_MS) void this.#tell(fact);
      else againAt = Math.min(againAt ?? Number.POSITIVE_INFINITY, fact.toldAt + RETRY_MS);
    }
    return againAt;
  }

  /** Seats of which the board may not know that somebody is here, or was. */
  unsaid(): readonly UnsaidSeat[] {
    return [...this.#byMatch.keys()].flatMap((matchId) => this.unsaidOf(matchId).map((seat) => ({ matchId, seat })));
  }

  unsaidOf(matchId: string): readonly Seat[] {
    const now = this.deps.ports.clock.now();
    return [...(this.#byMatch.get(matchId) ?? [])].flatMap(({ entry, keptUntil, leftAt }) =>
      keptUntil < (leftAt ?? now) ? [entry.seat] : [],
    );
  }

  stop(): void {
    this.#stopped = true;
    for (const { cancelRetry } of this.#facts.values()) cancelRetry();
  }

  #isKnown(fact: Fact): boolean {
    return this.#facts.get(keyOf(fact.matchId, fact.entry)) === fact;
  }

  #forget(fact: Fact): void {
    const { matchId, entry } = fact;
    if (this.#isKnown(fact)) this.#facts.delete(keyOf(matchId, entry));
    const ofMatch = this.#byMatch.get(matchId);
    ofMatch?.delete(fact);
    if (ofMatch?.size === 0) this.#byMatch.delete(matchId);
  }

  /** One at a time, so that the board hears of a connection in the order in which it came and went. */
  #tell(fact: Fact): Promise<void> {
    fact.telling ??= this.#tellUntilCurrent(fact).finally(() => {
      fact.telling = null;
    });
    return fact.telling;
  }

  async #tellUntilCurrent(fact: Fact): Promise<void> {
    fact.cancelRetry();
    for (;;) {
      const { leftAt } = fact;
      const isKept = await this.#tellOnce(fact);
      if (fact.leftAt !== leftAt) continue;
      if (isKept) this.#kept(fact);
      else this.#notKept(fact);
      return;
    }
  }

  async #tellOnce(fact: Fact): Promise<boolean> {
    const { matchId, entry, leftAt } = fact;
    const { clock, coordination } = this.deps.ports;
    const { presence } = coordination;
    const now = clock.now();
    fact.toldAt = now;
    try {
      if (leftAt !== null) return await presence.depart(matchId, entry, leftAt);
      const isKept = await presence.arrive(matchId, entry);
      if (isKept) fact.keptUntil = now + PRESENCE_LEASE_MS;
      return isKept;
    } catch (fault) {
      this.deps.onFault(matchId, fault);
      return false;
    }
  }

  #kept(fact: Fact): void {
    const { matchId, isNews } = fact;
    if (fact.leftAt !== null) this.#forget(fact);
    fact.isNews = false;
    // Which this node hears as well.
    if (isNews) this.deps.ports.coordination.wakeups.publish({ kind: "presence", matchId });
  }

  #notKept(fact: Fact): void {
    const { matchId, leftAt } = fact;
    const { clock } = this.deps.ports;
    const isOver = leftAt !== null && clock.now() >= leftAt + FORGOTTEN_MS;
    if (isOver) this.#forget(fact);
    else if (!this.#stopped) fact.cancelRetry = clock.after(RETRY_MS, () => void this.#tell(fact));
    if (fact.isNews) this.deps.onTold(matchId);
  }
}

function freshFact(matchId: string, entry: PresenceEntry): Fact {
  const never = { leftAt: null, keptUntil: 0, toldAt: 0 };
  return { matchId, entry, ...never, isNews: true, telling: null, cancelRetry: () => {} };
}

function keyOf(matchId: string, { connectionId, seat }: PresenceEntry): string {
  return `${matchId}/${connectionId}/${seat}`;
}
