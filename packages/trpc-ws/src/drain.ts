import { RECONNECT_NOTICE } from "./answer.js";
import { CLOSE } from "./close-code.js";
import type { Clock } from "./clock.js";
import type { Connection } from "./connection.js";

export interface DrainPlan {
  /** The time over which clients leave: each is served until its own moment in it. */
  readonly overMs: number;
  /** The time a client has to move to another node by itself, once told, before its connection is closed. */
  readonly handOverMs?: number;
}

const DEFAULT_HAND_OVER_MS = 250;
/** A call still under way when everybody else has left is waited for this much longer. */
const ANSWER_MS = 1_500;
/** A client that does not say goodbye in return is cut after this. */
const FAREWELL_MS = 1_000;
const LOOK_AGAIN_MS = 20;

/**
 * Sends every client away without losing anything, one after the other, so that nobody is without a connection for
 * longer than it takes to make one, and the nodes they go to are not stormed. Each is served until its moment has come;
 * then it gets tRPC's notice, on which a client may move its subscriptions over and leave by itself; then, as soon as
 * nothing of it is in flight, 4503 with when to come back, which is at once. Resolves when `connections` is empty, which
 * is sooner known by `emptied`.
 */
export async function drain(
  connections: ReadonlySet<Connection>,
  clock: Clock,
  plan: DrainPlan & { readonly emptied: Promise<void> },
): Promise<void> {
  const { overMs, handOverMs = Math.min(DEFAULT_HAND_OVER_MS, overMs / 4), emptied } = plan;
  const begunAt = clock.now();
  const departures = departuresOf(connections, { overMs, handOverMs });
  while (connections.size > 0) {
    const elapsed = clock.now() - begunAt;
    for (const departure of departures) seeOff(departure, elapsed, overMs);
    if (elapsed >= overMs + ANSWER_MS + FAREWELL_MS) for (const one of [...connections]) one.cut(CLOSE.draining, "");
    await Promise.race([emptied, pause(clock, LOOK_AGAIN_MS)]);
  }
}

/** tRPC's notice: a client opens another connection, moves its subscriptions over, and leaves this one. */
export function notifyReconnect(connections: Iterable<Connection>): void {
  for (const connection of connections) connection.say(RECONNECT_NOTICE);
}

interface Departure {
  readonly connection: Connection;
  /** When it is told, and when it is closed, counted from the beginning. */
  readonly toldMs: number;
  readonly closedMs: number;
  isTold: boolean;
}

/** Evenly spread, so that the last is closed when the time is over. */
function departuresOf(
  connections: ReadonlySet<Connection>,
  { overMs, handOverMs }: { readonly overMs: number; readonly handOverMs: number },
): readonly Departure[] {
  const step = Math.max(0, overMs - handOverMs) / Math.max(1, connections.size);
  return [...connections].map((connection, index) => {
    const toldMs = step * (index + 0.5);
    return { connection, toldMs, closedMs: toldMs + handOverMs, isTold: false };
  });
}

function seeOff(departure: Departure, elapsedMs: number, overMs: number): void {
  const { connection, toldMs, closedMs } = departure;
  if (elapsedMs >= toldMs && !departure.isTold) {
    departure.isTold = true;
    notifyReconnect([connection]);
  }
  const isIdle = connection.calls.inFlight === 0;
  if (elapsedMs >= closedMs && (isIdle || elapsedMs >= overMs + ANSWER_MS)) {
    connection.close(CLOSE.draining, JSON.stringify({ reconnectAfterMs: 0 }));
  }
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
