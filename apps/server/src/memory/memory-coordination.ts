import { randomUUID } from "node:crypto";
import type { Clock, Coordination, Log } from "../ports.js";
import { MemoryDedupe } from "./memory-dedupe.js";
import { MemoryNodeBoard } from "./memory-node-board.js";
import { MemoryPresenceBoard } from "./memory-presence-board.js";
import { MemoryRateLimits } from "./memory-rate-limits.js";
import { MemoryTimers } from "./memory-timers.js";
import { MemoryWakeupBus } from "./memory-wakeup-bus.js";

export interface MemoryCoordinationOptions {
  readonly clock: Clock;
  /** How long outcomes of msgIds are kept. */
  readonly dedupeWindowMs: number;
  /** Told of listeners that throw. */
  readonly log?: Log;
}

/** Coordination for a server that is alone: everything in this process, nothing ever away, lost when it ends. */
export function createMemoryCoordination({ clock, dedupeWindowMs, log }: MemoryCoordinationOptions): Coordination {
  const generation = randomUUID();
  return {
    dedupe: new MemoryDedupe(clock, dedupeWindowMs),
    presence: new MemoryPresenceBoard(clock),
    wakeups: new MemoryWakeupBus(log),
    timers: new MemoryTimers(),
    limits: new MemoryRateLimits(clock),
    nodes: new MemoryNodeBoard(clock),
    generation: async () => generation,
    ping: async () => {},
    close: async () => {},
  };
}
