import { RECONNECT_NOTICE } from "./answer.js";
import { CLOSE } from "./close-code.js";
import type { Clock } from "./clock.js";
import type { Connection } from "./connection.js";

export interface DrainPlan {
  /** The time over which clients come back: each is given its own moment in it. */
  readonly overMs: number;
  /** The time clients have to move to another node by themselves before their connection is closed. */
  readonly handOverMs?: number;
}

const DEFAULT_HAND_OVER_MS = 500;
const LOOK_AGAIN_MS = 20;

/**
 * Sends every client away without losing anything: first tRPC's notice, on which a client moves its
 * subscriptions over and leaves by itself, then, as each falls idle, 4503 with when to come back.
 */
export async function drain(connections: ReadonlySet<Connection>, clock: Clock, plan: DrainPlan): Promise<void> {
  const { overMs, handOverMs = Math.min(DEFAULT_HAND_OVER_MS, plan.overMs) } = plan;
  const deadline = clock.now() + handOverMs + overMs;
  notifyReconnect(connections);
  if (handOverMs > 0) await pause(clock, handOverMs);
  const slots = slotsOf(connections, overMs);
  for (;;) {
    const isLate = clock.now() >= deadline;
    for (const [connection, slot] of slots) if (isLate || connection.calls.inFlight === 0) dismiss(connection, slot);
    if (connections.size === 0) return;
    await pause(clock, LOOK_AGAIN_MS);
  }
}

/** tRPC's notice: a client opens another connection, moves its subscriptions over, and leaves this one. */
export function notifyReconnect(connections: Iterable<Connection>): void {
  for (const connection of connections) connection.say(RECONNECT_NOTICE);
}

/** Evenly spread, so that a restarted server is not stormed. */
function slotsOf(connections: ReadonlySet<Connection>, overMs: number): Map<Connection, number> {
  const step = overMs / Math.max(1, connections.size);
  return new Map([...connections].map((connection, index) => [connection, Math.round(step * (index + 0.5))]));
}

function dismiss(connection: Connection, reconnectAfterMs: number): void {
  connection.close(CLOSE.draining, JSON.stringify({ reconnectAfterMs }));
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
