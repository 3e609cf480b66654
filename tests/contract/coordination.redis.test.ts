import { afterAll, beforeAll } from "vitest";
import { createRedisCoordination } from "../../apps/server/src/redis/index.js";
import { collectedLog } from "../support/collected-log.js";
import { RedisProcess } from "../support/redis-process.js";
import { coordinationContract, freshId } from "./coordination.js";

let redis: RedisProcess;
beforeAll(async () => {
  redis = await RedisProcess.start();
});
afterAll(() => redis.stop());

coordinationContract("coordination in Redis", (options) =>
  createRedisCoordination({
    ...options,
    url: redis.url,
    nodeId: "node-1",
    log: collectedLog(),
    prefix: `${freshId()}:`,
    // A machine under load may stall longer than a server should wait; what is tested here is not the waiting.
    commandTimeoutMs: 5_000,
  }),
);
