import type { Clock, Coordination, Log } from "../ports.js";
import { ClusterStore } from "./cluster-store.js";
import { type Connecting, promptMs } from "./connection-options.js";
import { type Keys, keysWith } from "./keys.js";
import { Occasionally } from "./occasionally.js";
import { Outage } from "./outage.js";
import { RedisDedupe } from "./redis-dedupe.js";
import { RedisNodeBoard } from "./redis-node-board.js";
import { RedisPresenceBoard } from "./redis-presence-board.js";
import { RedisRateLimits } from "./redis-rate-limits.js";
import { RedisTimers } from "./redis-timers.js";
import { RedisWakeupBus } from "./redis-wakeup-bus.js";
import { rotatingConnector } from "./rotating-connector.js";
import { singleStore } from "./single-store.js";
import { AWAY, type Store } from "./store.js";
import { nodeUrl, parseStoreAddress } from "./store-address.js";
import { Subscriber, type SubscriberOptions } from "./subscriber.js";

export interface RedisCoordinationOptions {
  /** As `parseStoreAddress` reads it, with credentials and database number if need be. Never logged. */
  readonly url: string;
  readonly nodeId: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What every key and channel begins with; deployments that share a Redis must differ in it. */
  readonly prefix?: string;
  /** How long outcomes of msgIds are kept. */
  readonly dedupeWindowMs: number;
  /** The longest anybody waits for Redis; it is taken to be away after that. */
  readonly commandTimeoutMs?: number;
}

const COMMAND_TIMEOUT_MS = 200;

/**
 * Coordination between nodes that share a Redis or a Redis Cluster. Resolves whether or not it can be reached:
 * without it every call answers "unknown" at once, and when it is back it is noticed.
 * @throws when the address does not parse
 */
export async function createRedisCoordination(options: RedisCoordinationOptions): Promise<Coordination> {
  const { clock, log, dedupeWindowMs: windowMs } = options;
  const keys = keysWith(options.prefix ?? "holdfast:");
  const warning = (message: string) => new Occasionally(clock, log, message);
  const ignored = warning("ignored a message on a wake-up channel that is not a wake-up");
  const unreadable = warning("ignored a remembered outcome that does not parse");

  const connecting = connectingOf(options);
  const { store, subscriptions } = openStore(options, keys, warning("Redis refused a call"));
  const subscriber = new Subscriber(subscriptions);
  const wakeups = new RedisWakeupBus({ store, subscriber, keys, clock, log, ignored });
  await Promise.all([store.judged, subscriber.judged]);

  return {
    dedupe: new RedisDedupe(store, keys, { windowMs, unreadable, clock, promptMs: promptMs(connecting) }),
    presence: new RedisPresenceBoard(store, keys, clock),
    wakeups,
    timers: new RedisTimers(store, keys),
    limits: new RedisRateLimits(store, keys, clock),
    nodes: new RedisNodeBoard(store, keys, clock),
    generation: () => generationOf(store),
    ping: () => ping(store),
    close: async () => {
      wakeups.close();
      store.close();
      subscriber.close();
    },
  };
}

function connectingOf({ nodeId, commandTimeoutMs = COMMAND_TIMEOUT_MS }: RedisCoordinationOptions): Connecting {
  return { nodeId, commandTimeoutMs };
}

interface Opened {
  readonly store: Store;
  readonly subscriptions: SubscriberOptions;
}

function openStore(options: RedisCoordinationOptions, keys: Keys, refused: Occasionally): Opened {
  const { clock } = options;
  const where = parseStoreAddress(options.url);
  const connecting = connectingOf(options);
  const outage = new Outage(options.log);
  if (where.kind === "single") {
    const address = { ...connecting, url: where.url };
    const link = { address, clock, outage, refused, generationKey: keys.generation(), name: "commands" };
    return { store: singleStore(link), subscriptions: { address, clock, outage } };
  }
  const { seeds, access } = where;
  const store = new ClusterStore({ seeds, access, connecting, clock, outage, refused, keys });
  // Every node of a cluster hears what is published on any of them.
  const Connector = rotatingConnector({ nodes: () => store.nodes, tls: access.tls });
  const address = { ...connecting, url: nodeUrl(seeds[0], access) };
  return { store, subscriptions: { address, Connector, clock, outage } };
}

/** Of all parts together; what a part that is away was called last still counts. Null when all are away. */
async function generationOf(store: Store): Promise<string | null> {
  const parts = store.parts();
  const now = await Promise.all(parts.map((part) => part.refreshGeneration()));
  if (now.every((generation) => generation === null)) return null;
  return parts.map((part, i) => (now[i] ?? part.generation)?.id ?? "").join(",");
}

async function ping(store: Store): Promise<void> {
  const answers = await Promise.all(store.parts().map((part) => part.ask((client) => client.ping())));
  if (answers.length === 0 || answers.includes(AWAY)) throw new Error("Redis is away.");
}
