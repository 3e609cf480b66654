import { CLOSE } from "./close-code.js";
import type { Clock } from "./clock.js";
import type { Connection } from "./connection.js";
import type { SocketLimits } from "./limits.js";

const LONGEST_INTERVAL_MS = 1_000;
const SHORTEST_INTERVAL_MS = 10;

/** Watches over every deadline of every connection with one timer, which runs only while there are any. */
export class Sweeper {
  private cancel: (() => void) | null = null;
  private dueAt = 0;
  private readonly intervalMs: number;

  constructor(
    private readonly connections: ReadonlySet<Connection>,
    private readonly limits: SocketLimits,
    private readonly clock: Clock,
  ) {
    const { authDeadlineMs, heartbeatDeadMs, pingAfterMs, slowConsumerGraceMs, closeGraceMs } = limits;
    const deadlines = [authDeadlineMs, heartbeatDeadMs, pingAfterMs, slowConsumerGraceMs, closeGraceMs];
    const shortest = Math.min(...deadlines.filter((ms) => ms > 0)) / 4;
    this.intervalMs = Math.max(SHORTEST_INTERVAL_MS, Math.min(LONGEST_INTERVAL_MS, shortest));
  }

  start(): void {
    if (this.cancel !== null) return;
    this.dueAt = this.clock.now() + this.intervalMs;
    this.cancel = this.clock.after(this.intervalMs, () => this.sweep());
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private sweep(): void {
    this.cancel = null;
    const now = this.clock.now();
    const lateMs = now - this.dueAt;
    for (const connection of this.connections) {
      // This process stood still, or its clock was set: what the others said in that time has not been read yet.
      if (Math.abs(lateMs) > this.intervalMs) connection.excuse(lateMs);
      inspect(connection, this.limits, now);
    }
    if (this.connections.size > 0) this.start();
  }
}

function inspect(connection: Connection, limits: SocketLimits, now: number): void {
  connection.strikes = 0;
  const { farewell } = connection;
  if (farewell !== null) {
    if (now - farewell.at >= limits.closeGraceMs) connection.cut(farewell.code, farewell.reason);
    return;
  }
  const silentMs = connection.isUnheard ? 0 : now - connection.lastSeenAt;
  if (!connection.isIdentified && isOver(now - connection.openedAt, limits.authDeadlineMs)) {
    connection.close(CLOSE.unauthenticated, "not identified in time");
  } else if (isOver(silentMs, limits.heartbeatDeadMs)) {
    connection.close(CLOSE.heartbeat, "no sign of life");
  } else if (connection.behindSince > 0 && isOver(now - connection.behindSince, limits.slowConsumerGraceMs)) {
    connection.close(CLOSE.slowConsumer, "the reader is too slow");
  } else if (!connection.pinged && isOver(silentMs, limits.pingAfterMs)) {
    connection.pinged = true;
    connection.say("PING");
  }
}

function isOver(elapsedMs: number, limitMs: number): boolean {
  return limitMs > 0 && elapsedMs >= limitMs;
}
