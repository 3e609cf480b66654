/** Two nodes on one Postgres and one Redis, whose settings may be changed. */
import { type OwnDatabase, ownDatabase } from "./database.js";
import { SETTINGS_ENV } from "./live-settings.js";
import { RedisProcess } from "./redis-process.js";
import { startTestNode, type TestNode } from "./test-node.js";

export interface SettingsNodes {
  readonly database: OwnDatabase;
  readonly redis: RedisProcess;
  readonly node: TestNode;
  readonly other: TestNode;
  stop(): Promise<void>;
}

export async function startSettingsNodes(): Promise<SettingsNodes> {
  const [database, redis] = await Promise.all([ownDatabase(), RedisProcess.start()]);
  const start = () => startTestNode({ databaseUrl: database.url, redisUrl: redis.url, env: SETTINGS_ENV });
  const node = await start();
  const other = await start();
  const stop = async () => {
    await Promise.all([node.stop(), other.stop()]);
    await redis.stop();
    await database[Symbol.asyncDispose]();
  };
  return { database, redis, node, other, stop };
}
