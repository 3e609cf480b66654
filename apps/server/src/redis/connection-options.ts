import { Redis, type RedisOptions } from "ioredis";

/** How often an idle connection is asked whether it still lives, and a refused one whether it will now. */
export const PROBE_EVERY_MS = 1_000;

const CONNECT_TIMEOUT_MS = 1_000;
export const CLOSE_TIMEOUT_MS = 50;
const RECONNECT_FIRST_MS = 50;
const RECONNECT_MOST_MS = 1_000;

/**
 * Nothing waits for Redis to come back: no queue while offline, no second try, nothing sent again after a
 * reconnect. What was not answered counts as lost, and the log of the match knows better anyway.
 */
const CONNECTION = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  disconnectTimeout: CLOSE_TIMEOUT_MS,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  retryStrategy: reconnectDelay,
} satisfies RedisOptions;

/** How every connection of this node is made, wherever it goes. */
export interface Connecting {
  readonly commandTimeoutMs: number;
  /** Shown in Redis's own list of clients. */
  readonly nodeId: string;
}
/** Where Redis is and how long it may take to answer. */
export interface Address extends Connecting {
  readonly url: string;
}

/** Whoever has something better to do waits for an answer no longer than this: many times what one takes. */
export function promptMs({ commandTimeoutMs }: Pick<Connecting, "commandTimeoutMs">): number {
  return commandTimeoutMs / 20;
}

/** A connection that begins to connect by itself, and does so again for as long as it is not closed. */
export function connect(
  { url, commandTimeoutMs, nodeId }: Address,
  purpose: string,
  more: Pick<RedisOptions, "enableAutoPipelining" | "Connector"> = {},
): Redis {
  // Redis allows no blanks in the name of a client.
  const connectionName = `holdfast:${purpose}:${nodeId.replaceAll(/[^\w.:-]/g, "_")}`;
  return new Redis(url, { ...CONNECTION, ...more, commandTimeout: commandTimeoutMs, connectionName });
}

/** Doubles with every attempt; the jitter keeps a fleet from coming back in one instant. */
function reconnectDelay(attempt: number): number {
  const most = Math.min(RECONNECT_MOST_MS, RECONNECT_FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(most * (0.5 + Math.random() / 2));
}
