import type { RedisOptions } from "ioredis";

/** The longest anybody waits for Redis. */
export const COMMAND_TIMEOUT_MS = 200;
/** How often an idle connection is asked whether it still lives, and a refused one whether it will now. */
export const PROBE_EVERY_MS = 1_000;

const CONNECT_TIMEOUT_MS = 1_000;
const CLOSE_TIMEOUT_MS = 50;
const RECONNECT_FIRST_MS = 50;
const RECONNECT_MOST_MS = 1_000;

/**
 * Nothing waits for Redis to come back: no queue while offline, no second try, nothing sent again after a
 * reconnect. What was not answered counts as lost, and the log of the match knows better anyway.
 */
const CONNECTION = {
  commandTimeout: COMMAND_TIMEOUT_MS,
  connectTimeout: CONNECT_TIMEOUT_MS,
  disconnectTimeout: CLOSE_TIMEOUT_MS,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  retryStrategy: reconnectDelay,
} satisfies RedisOptions;

/** How both connections of a node behave, named for the list of clients; Redis allows no blanks there. */
export function connectionOf(nodeId: string, purpose: string): typeof CONNECTION & { readonly connectionName: string } {
  return { ...CONNECTION, connectionName: `holdfast:${purpose}:${nodeId.replaceAll(/[^\w.:-]/g, "_")}` };
}

/** Doubles with every attempt; the jitter keeps a fleet from coming back in one instant. */
function reconnectDelay(attempt: number): number {
  const most = Math.min(RECONNECT_MOST_MS, RECONNECT_FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(most * (0.5 + Math.random() / 2));
}
