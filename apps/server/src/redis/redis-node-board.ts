import { z } from "zod";
import type { Clock, NodeBoard } from "../ports.js";
import type { Keys } from "./keys.js";
import { beat } from "./scripts/beat.js";
import { liveNodes } from "./scripts/live-nodes.js";
import type { Part, Store } from "./store.js";

const idsSchema = z.array(z.string());

export class RedisNodeBoard implements NodeBoard {
  #ttlMs = 0;

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  async beat(nodeId: string, ttlMs: number): Promise<void> {
    this.#ttlMs = Math.max(this.#ttlMs, ttlMs);
    if ((await this.#beatOnce(nodeId, ttlMs)) !== 0) return;
    // The store was emptied since this node last looked.
    if ((await this.#part.refreshGeneration()) !== null) await this.#beatOnce(nodeId, ttlMs);
  }

  /** Null too for one beat's time after the store was emptied: the others have not yet said that they live. */
  async live(): Promise<readonly string[] | null> {
    const generation = this.#part.generation;
    const now = this.clock.now();
    if (generation === null || (generation.replaced && now < generation.seenAt + this.#ttlMs)) return null;
    const reply = await this.#part.run(liveNodes, ...this.#subject(), generation.name, now);
    const ids = idsSchema.safeParse(reply);
    return ids.success ? ids.data : null;
  }

  #beatOnce(nodeId: string, ttlMs: number): Promise<unknown> {
    const now = this.clock.now();
    return this.#part.run(beat, ...this.#subject(), this.#part.generation?.name ?? "", nodeId, now, now + ttlMs);
  }

  /** Both names have the same tag, so the part that keeps the one keeps the other. */
  #subject(): readonly string[] {
    return [this.keys.generation(), this.keys.liveNodes()];
  }

  get #part(): Part {
    return this.store.partOf(this.keys.liveNodes());
  }
}
