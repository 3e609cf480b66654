import { afterEach } from "vitest";
import { systemClock } from "../../apps/server/src/clock.js";
import type { Clock, Coordination } from "../../apps/server/src/ports.js";
import { createRedisCoordination } from "../../apps/server/src/redis/index.js";
import { collectedLog } from "../support/collected-log.js";
import { RedisCluster } from "../support/redis-cluster.js";
import { RedisProcess } from "../support/redis-process.js";
import { SilentProxy } from "../support/silent-proxy.js";

export interface NodeOptions {
  readonly nodeId?: string;
  readonly clock?: Clock;
  /** Waits far longer for Redis than a server should: for cases that are not about waiting. */
  readonly patient?: boolean;
}
export interface Node extends Coordination {
  readonly log: ReturnType<typeof collectedLog>;
  /** How often this node was told that it may have missed wake-ups. */
  readonly gaps: () => number;
}

/** Opens nodes and Redis processes that are closed and ended when the test is over. */
export function redisFixture() {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    // Nodes first: none of them should watch its Redis die.
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function openRedis(
    how: "running" | "prepared" = "running",
    more: readonly string[] = [],
  ): Promise<RedisProcess> {
    const redis = await RedisProcess.prepare(more);
    if (how === "running") await redis.start();
    ends.push(() => redis.stop());
    return redis;
  }

  async function openCluster(how: { readonly replicas?: boolean } = {}): Promise<RedisCluster> {
    const cluster = await RedisCluster.start(how);
    ends.push(() => cluster.stop());
    return cluster;
  }

  async function openProxy(redis: RedisProcess): Promise<SilentProxy> {
    const proxy = await SilentProxy.open(redis.port);
    ends.push(() => proxy.close());
    return proxy;
  }

  async function openNode(redis: { readonly url: string }, options: NodeOptions = {}): Promise<Node> {
    const { nodeId = "node-1", clock = systemClock, patient = false } = options;
    const log = collectedLog();
    const coordination = await createRedisCoordination({
      url: redis.url,
      nodeId,
      clock,
      log,
      dedupeWindowMs: 60_000,
      ...(patient ? { commandTimeoutMs: 5_000 } : {}),
    });
    ends.push(() => coordination.close());
    let gaps = 0;
    coordination.wakeups.onGap(() => {
      gaps += 1;
    });
    return { ...coordination, log, gaps: () => gaps };
  }

  return { openRedis, openCluster, openProxy, openNode };
}
