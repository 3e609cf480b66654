import type { Clock, NodeBoard } from "../ports.js";

export class MemoryNodeBoard implements NodeBoard {
  readonly #until = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  async beat(nodeId: string, ttlMs: number): Promise<void> {
    this.#until.set(nodeId, this.clock.now() + ttlMs);
  }

  async live(): Promise<readonly string[]> {
    const now = this.clock.now();
    for (const [nodeId, until] of this.#until) if (until <= now) this.#until.delete(nodeId);
    return [...this.#until.keys()];
  }
}
