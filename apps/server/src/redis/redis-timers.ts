import { z } from "zod";
import type { StateMark, Timers } from "../ports.js";
import type { Keys } from "./keys.js";
import { claimTimers } from "./scripts/claim-timers.js";
import { putTimer } from "./scripts/put-timer.js";
import type { Generation, Part, Store } from "./store.js";

/** Sorted sets the keys are spread over, so that a cluster shares the work. */
const SHARDS = 4;

interface Claimed {
  readonly shard: number;
  /** The shard was claimed from since it was last emptied. */
  readonly isMarked: boolean;
  readonly part: Part;
  readonly generation: Generation;
}

const claimSchema = z.tuple([z.number()], z.string());

/** Deadlines by key in sorted sets; whoever claims one pushes it, so that nothing is lost with a claimer. */
export class RedisTimers implements Timers {
  #firstShard = 0;
  /** By shard the generation in which this node last claimed: a mark missing after that was lost. */
  readonly #markedIn = new Map<number, string>();

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
  ) {}

  async set(key: string, dueAt: number, of: StateMark): Promise<void> {
    await this.#put(key, String(dueAt), of);
  }

  async clear(key: string, of: StateMark): Promise<void> {
    await this.#put(key, "", of);
  }

  async #put(key: string, dueAt: string, { epoch, version }: StateMark): Promise<void> {
    const shard = shardOf(key);
    const due = this.keys.timers(shard);
    await this.store.partOf(due).run(putTimer, due, this.keys.timersState(shard), key, dueAt, epoch, version);
  }

  /** Asks every shard for its part of `limit`, then those that may have more for what the others left over. */
  async claimDue(now: number, leaseMs: number, limit: number): Promise<readonly string[]> {
    const claimed: string[] = [];
    let shards = this.#shardsInTurn();
    while (shards.length > 0 && claimed.length < limit) {
      const shares = share(limit - claimed.length, shards);
      const claims = await Promise.all(
        shares.map(([shard, most]) => this.#claim(shard, { now, leaseMs, limit: most })),
      );
      claimed.push(...claims.flat());
      const emptied = new Set(shares.filter(([, most], i) => claims[i]?.length !== most).map(([shard]) => shard));
      shards = shards.filter((shard) => !emptied.has(shard));
    }
    return claimed;
  }

  async #claim(
    shard: number,
    ask: { readonly now: number; readonly leaseMs: number; readonly limit: number },
  ): Promise<readonly string[]> {
    const part = this.store.partOf(this.keys.timers(shard));
    const { generation } = part;
    if (generation === null) return [];
    const reply = await part.run(
      claimTimers,
      this.keys.timers(shard),
      this.keys.timersMark(shard),
      ask.now,
      ask.now + ask.leaseMs,
      ask.limit,
    );
    const claim = claimSchema.safeParse(reply);
    if (!claim.success) return [];
    const [marked, ...keys] = claim.data;
    this.#check({ shard, isMarked: marked === 1, part, generation });
    return keys;
  }

  /** A shard can be emptied alone: its part of the store then takes a new generation, and all is rebuilt. */
  #check({ shard, isMarked, part, generation: { id, name } }: Claimed): void {
    const lost = !isMarked && this.#markedIn.get(shard) === id;
    this.#markedIn.set(shard, id);
    if (lost) void part.refreshGeneration(name);
  }

  /** No shard is always first: a small limit must not starve the others. */
  #shardsInTurn(): readonly number[] {
    this.#firstShard = (this.#firstShard + 1) % SHARDS;
    return Array.from({ length: SHARDS }, (_, i) => (this.#firstShard + i) % SHARDS);
  }
}

/** Splits `total` over the shards, the first ones getting what does not divide; nobody is asked for nothing. */
function share(total: number, shards: readonly number[]): readonly (readonly [number, number])[] {
  const each = Math.floor(total / shards.length);
  const over = total % shards.length;
  return shards.map((shard, i) => [shard, each + (i < over ? 1 : 0)] as const).filter(([, most]) => most > 0);
}

/** FNV-1a: any node finds a key in the same shard. */
function shardOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % SHARDS;
}
