/** Holdfast as an operator runs it: its built server on Postgres, with or without Redis, every promise kept. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../scripts/services/free-port.mjs";
import type { Contender, Running, StartOptions } from "./contender.js";
import { ServerProcess } from "./server-process.js";

const MAIN = fileURLToPath(new URL("../../../apps/server/dist/main.js", import.meta.url));
const READY_MS = 60_000;

/** Whether there is a built server to measure. */
export function isHoldfastBuilt(): boolean {
  return existsSync(MAIN);
}

/** Holdfast with Redis, or with coordination inside its one process. */
export function holdfast(withRedis: boolean): Contender {
  return {
    name: withRedis ? "holdfast" : "holdfast-one",
    driver: "holdfast",
    about: withRedis ? "Postgres + Redis, durable" : "Postgres, one node, durable",
    needsPeers: false,
    durable: true,
    start: (options) => start(withRedis, options),
  };
}

async function start(withRedis: boolean, { nodeFlags, services }: StartOptions): Promise<Running> {
  if (services === null) throw new Error("Holdfast needs the bench's Postgres, which is not running");
  if (withRedis && services.redisUrl === null) throw new Error("there is no redis-server on this machine");
  const port = await freePort();
  const env = {
    PORT: String(port),
    HOST: "127.0.0.1",
    DATABASE_URL: await services.freshDatabase(),
    REDIS_URL: withRedis ? (services.redisUrl ?? "") : "",
    RATE_LIMITS: "off",
    LOG_LEVEL: "error",
    TOKEN_SECRET: "only-for-measuring-".repeat(2),
  };
  const process = new ServerProcess({ file: MAIN, env, nodeFlags });
  await process.until(() => isReady(port), READY_MS);
  return { process, port };
}

async function isReady(port: number): Promise<true | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    await response.arrayBuffer();
    return response.ok ? true : null;
  } catch {
    return null; // nobody listens yet
  }
}
