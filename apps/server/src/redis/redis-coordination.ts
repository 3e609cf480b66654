import type { Clock, Coordination, Log } from "../ports.js";
import { keysWith } from "./keys.js";
import { AWAY, Link } from "./link.js";
import { Occasionally } from "./occasionally.js";
import { Outage } from "./outage.js";
import { RedisDedupe } from "./redis-dedupe.js";
import { RedisNodeBoard } from "./redis-node-board.js";
import { RedisPresenceBoard } from "./redis-presence-board.js";
import { RedisRateLimits } from "./redis-rate-limits.js";
import { RedisTimers } from "./redis-timers.js";
import { RedisWakeupBus } from "./redis-wakeup-bus.js";
import { Subscriber } from "./subscriber.js";

export interface RedisCoordinationOptions {
  /** redis:// or rediss://, with credentials and database number if need be. Never logged. */
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
 * Coordination between nodes that share a Redis. Resolves whether or not Redis can be reached: without it
 * every call answers "unknown" at once, and when it is back it is noticed.
 * @throws when the address does not parse
 */
export async function createRedisCoordination(options: RedisCoordinationOptions): Promise<Coordination> {
  const { url, nodeId, clock, log, prefix = "holdfast:", dedupeWindowMs } = options;
  const address = { url, nodeId, commandTimeoutMs: options.commandTimeoutMs ?? COMMAND_TIMEOUT_MS };
  const keys = keysWith(prefix);
  const outage = new Outage(log);
  const warning = (message: string) => new Occasionally(clock, log, message);
  const refused = warning("Redis refused a call");
  const ignored = warning("ignored a message on a wake-up channel that is not a wake-up");
  const unreadable = warning("ignored a remembered outcome that does not parse");

  const link = new Link({ address, clock, outage, refused, generationKey: keys.generation() });
  const subscriber = new Subscriber({ address, clock, outage });
  const wakeups = new RedisWakeupBus({ link, subscriber, keys, clock, log, ignored });
  await Promise.all([link.judged, subscriber.judged]);

  return {
    dedupe: new RedisDedupe(link, keys, { windowMs: dedupeWindowMs, unreadable }),
    presence: new RedisPresenceBoard(link, keys, clock),
    wakeups,
    timers: new RedisTimers(link, keys),
    limits: new RedisRateLimits(link, keys, clock),
    nodes: new RedisNodeBoard(link, keys, clock),
    generation: async () => (await link.refreshGeneration())?.id ?? null,
    ping: () => ping(link),
    close: async () => {
      wakeups.close();
      link.close();
      subscriber.close();
    },
  };
}

async function ping(link: Link): Promise<void> {
  if ((await link.ask((client) => client.ping())) === AWAY) throw new Error("Redis is away.");
}
