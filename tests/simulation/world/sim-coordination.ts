/**
 * What all simulated nodes coordinate through: the memory adapters' own parts, shared, and reached through a line that
 * can fail. Like Redis it can be emptied, frozen or out of reach; it answers as the port promises, and never throws.
 */
import type {
  Clock,
  Coordination,
  Dedupe,
  NodeBoard,
  PresenceBoard,
  RateLimits,
  Timers,
  Wakeup,
  WakeupBus,
} from "../../../apps/server/src/ports.js";
import { PRESENCE_LEASE_MS, topicOf } from "../../../apps/server/src/ports.js";
import { MemoryDedupe } from "../../../apps/server/src/memory/memory-dedupe.js";
import { MemoryNodeBoard } from "../../../apps/server/src/memory/memory-node-board.js";
import { MemoryPresenceBoard } from "../../../apps/server/src/memory/memory-presence-board.js";
import { MemoryRateLimits } from "../../../apps/server/src/memory/memory-rate-limits.js";
import { MemoryTimers } from "../../../apps/server/src/memory/memory-timers.js";

/** Calls of which a script may say what befalls them. */
export type CoordinationCall = "publish" | "follow" | "recall" | "tell";

/** A node's way to the shared store and back. */
export interface CoordinationLine {
  /** What the store answers, or `away` if it does not within its bound. */
  ask<T>(command: () => T | Promise<T>, away: T, what?: CoordinationCall): Promise<T>;
  /** A wake-up sets out for a node; it may get there, later, twice or not at all. */
  carry(wakeup: Wakeup, deliver: () => void): void;
  /** Something gets to the node, if it lives and once it runs. */
  reach(run: () => void): void;
  readonly clock: Clock;
  /** Told of what rarely happens, to be counted. */
  note(what: "remembered refusal" | "outcome forgotten"): void;
}

interface Contents {
  readonly dedupe: Dedupe;
  readonly presence: PresenceBoard;
  readonly timers: Timers;
  readonly limits: RateLimits;
  readonly nodes: NodeBoard;
}

/** One node's ear on the bus. */
interface Ear {
  readonly followed: Set<string>;
  readonly hear: (wakeup: Wakeup) => void;
  readonly line: CoordinationLine;
  readonly gap: () => void;
}

export class SharedCoordination {
  /** The clock of whoever asks: nodes bring their own time, as they do to Redis. */
  #asking: Clock;
  #contents: Contents;
  #generation = 1;
  /** No board written before this is believed to be whole until a lease has passed; null: none was ever lost. */
  #lostAt: number | null = null;
  readonly #ears = new Set<Ear>();
  readonly #answered = new Set<string>();

  constructor(
    private readonly storeClock: Clock,
    readonly dedupeWindowMs: number,
  ) {
    this.#asking = storeClock;
    this.#contents = this.#empty();
  }

  get generation(): string {
    return `g${this.#generation}`;
  }

  /** FLUSHALL: nobody is told. */
  flush(): void {
    this.#generation += 1;
    this.#lostAt = this.storeClock.now();
    this.#contents = this.#empty();
  }

  /** After a time in which nothing got through: every node is told that it may have missed something. */
  tellOfGap(): void {
    for (const ear of this.#ears) ear.gap();
  }

  as<T>(clock: Clock, command: (contents: Contents) => T): T {
    this.#asking = clock;
    return command(this.#contents);
  }

  /** What a board that was lost is: unknown, for as long as the living need to come forward. */
  get isSettling(): boolean {
    return this.#lostAt !== null && this.storeClock.now() < this.#lostAt + PRESENCE_LEASE_MS;
  }

  /** When the board was last emptied, if ever. */
  get lostAt(): number | null {
    return this.#lostAt;
  }

  /** Takes note of what was remembered once, whatever becomes of it. */
  answered(playerId: string, msgId: string): void {
    this.#answered.add(`${playerId}/${msgId}`);
  }
  wasAnswered(playerId: string, msgId: string): boolean {
    return this.#answered.has(`${playerId}/${msgId}`);
  }

  listen(ear: Ear): () => void {
    this.#ears.add(ear);
    return () => void this.#ears.delete(ear);
  }

  publish(wakeup: Wakeup): void {
    for (const ear of this.#ears) {
      if (ear.followed.has(topicOf(wakeup))) ear.line.carry(wakeup, () => ear.hear(wakeup));
    }
  }

  #empty(): Contents {
    const clock: Clock = { now: () => this.#asking.now(), after: (ms, task) => this.storeClock.after(ms, task) };
    return {
      dedupe: new MemoryDedupe(this.storeClock, this.dedupeWindowMs),
      presence: new MemoryPresenceBoard(clock),
      timers: new MemoryTimers(),
      limits: new MemoryRateLimits(this.storeClock),
      nodes: new MemoryNodeBoard(this.storeClock),
    };
  }
}

/** One node's view of what is shared. `unplug`, when the node is gone, stops it from hearing. */
export function coordinationOver(
  shared: SharedCoordination,
  line: CoordinationLine,
): Coordination & { readonly unplug: () => void } {
  const ask = <T>(command: (contents: Contents) => T | Promise<T>, away: T, what?: CoordinationCall): Promise<T> =>
    line.ask(() => shared.as(line.clock, command), away, what);
  const { bus, unplug } = busOver(shared, line);
  return {
    dedupe: {
      windowMs: shared.dedupeWindowMs,
      async recall(playerId, msgId) {
        const recall = ({ dedupe }: Contents) => dedupe.recall(playerId, msgId);
        const remembered = await line.ask(() => shared.as(line.clock, recall), null, "recall");
        if (remembered?.outcome.ok === false) line.note("remembered refusal");
        if (remembered === null && shared.wasAnswered(playerId, msgId)) line.note("outcome forgotten");
        return remembered;
      },
      remember: (playerId, msgId, remembered) =>
        ask(({ dedupe }) => {
          shared.answered(playerId, msgId);
          return dedupe.remember(playerId, msgId, remembered);
        }, undefined),
    },
    presence: {
      arrive: (matchId, who) => ask(({ presence }) => presence.arrive(matchId, who), false, "tell"),
      depart: (matchId, who, leftAt) => ask(({ presence }) => presence.depart(matchId, who, leftAt), false, "tell"),
      watch: (matchId, audience) => ask(({ presence }) => presence.watch(matchId, audience), false, "tell"),
      read: (matchId) => ask(({ presence }) => (shared.isSettling ? null : presence.read(matchId)), null),
    },
    wakeups: bus,
    timers: {
      set: (key, dueAt, of) => ask(({ timers }) => timers.set(key, dueAt, of), undefined),
      clear: (key, of) => ask(({ timers }) => timers.clear(key, of), undefined),
      claimDue: (now, leaseMs, limit) => ask(({ timers }) => timers.claimDue(now, leaseMs, limit), []),
    },
    limits: { take: (key, limit) => ask(({ limits }) => limits.take(key, limit), 0) },
    nodes: {
      beat: (nodeId, ttlMs) => ask(({ nodes }) => nodes.beat(nodeId, ttlMs), undefined),
      live: () => ask(({ nodes }) => nodes.live(), null),
    },
    generation: () => ask<string | null>(() => shared.generation, null),
    ping: () => ask(() => undefined, undefined),
    close: async () => unplug(),
    unplug,
  };
}

function busOver(shared: SharedCoordination, line: CoordinationLine): { bus: WakeupBus; unplug: () => void } {
  const followed = new Set<string>();
  const listeners: ((wakeup: Wakeup) => void)[] = [];
  const gapListeners: (() => void)[] = [];
  const each = <A extends unknown[]>(all: readonly ((...args: A) => void)[], ...args: A): void => {
    for (const listener of all) {
      try {
        listener(...args);
      } catch {
        // A defect in one listener is no reason for the next not to hear.
      }
    }
  };
  const unplug = shared.listen({
    followed,
    hear: (wakeup) => followed.has(topicOf(wakeup)) && each(listeners, wakeup),
    gap: () => line.reach(() => each(gapListeners)),
    line,
  });
  const bus: WakeupBus = {
    publish: (wakeup) => void line.ask(() => shared.publish(wakeup), undefined, "publish"),
    onWakeup: (listener) => void listeners.push(listener),
    follow: async (matchId) => {
      await line.ask(() => void followed.add(matchId), undefined, "follow");
      // Lost on the way: the bus subscribes again by itself.
      followed.add(matchId);
    },
    unfollow: (matchId) => void followed.delete(matchId),
    onGap: (listener) => void gapListeners.push(listener),
  };
  return { bus, unplug };
}
