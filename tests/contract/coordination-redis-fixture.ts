import { afterEach } from "vitest";
import { systemClock } from "../../apps/server/src/clock.js";
import type { Clock, Coordination } from "../../apps/server/src/ports.js";
import { createRedisCoordination } from "../../apps/server/src/redis/index.js";
import { collectedLog } from "../support/collected-log.js";
import { RedisProcess } from "../support/redis-process.js";

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

  async function openRedis(how: "running" | "prepared" = "running"): Promise<RedisProcess> {
    const redis = await (how === "running" ? RedisProcess.start() : RedisProcess.prepare());
    ends.push(() => redis.stop());
    return redis;
  }

  async function openNode(redis: RedisProcess, nodeId = "node-1", clock: Clock = systemClock): Promise<Node> {
    const log = collectedLog();
    const coordination = await createRedisCoordination({ url: redis.url, nodeId, clock, log, dedupeWindowMs: 60_000 });
    ends.push(() => coordination.close());
    let gaps = 0;
    coordination.wakeups.onGap(() => {
      gaps += 1;
    });
    return { ...coordination, log, gaps: () => gaps };
  }

  return { openRedis, openNode };
}
