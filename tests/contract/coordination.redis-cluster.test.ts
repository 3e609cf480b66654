/** Coordination on a Redis Cluster of three masters: the same contract, and what one of them being away means. */
import { afterAll, beforeAll } from "vitest";
import { createRedisCoordination } from "../../apps/server/src/redis/index.js";
import { collectedLog } from "../support/collected-log.js";
import { RedisCluster } from "../support/redis-cluster.js";
import { coordinationContract, freshId } from "./coordination.js";

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await RedisCluster.start();
});
afterAll(() => cluster.stop());

coordinationContract("coordination in a Redis Cluster", (options) =>
  createRedisCoordination({
    ...options,
    url: cluster.url,
    nodeId: "node-1",
    log: collectedLog(),
    prefix: `${freshId()}:`,
    commandTimeoutMs: 5_000,
  }),
);
