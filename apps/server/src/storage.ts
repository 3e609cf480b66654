/** Chooses storage from the settings: Postgres when there is a DATABASE_URL, else the embedded database, on disk or not. */
import { join } from "node:path";
import { openEmbeddedStore, openPostgresStore, type SqlMatchStore } from "@holdfast/db";
import type { Config } from "./config.js";
import { makeDataDir } from "./data-dir.js";
import type { Log } from "./ports.js";

/** Opens and migrates the store. @throws with one sentence that says what to do when it cannot. */
export function openStorage(config: Config, log: Log): Promise<SqlMatchStore> {
  if (config.DURABILITY === "memory")
    return openEmbeddedStore({ memory: true, warn: (message) => log.warn({}, message) });
  if (config.DATABASE_URL === "") return openEmbedded(config.DATA_DIR, log);
  return openPostgresStore({
    url: config.DATABASE_URL,
    allowUnsafeDurability: config.ALLOW_UNSAFE_DURABILITY,
    warn: (message) => log.warn({}, message),
  });
}

async function openEmbedded(dataDir: string, log: Log): Promise<SqlMatchStore> {
  makeDataDir(dataDir);
  log.debug({ dataDir }, "opening the embedded database");
  return openEmbeddedStore({ dataDir: join(dataDir, "pg"), warn: (message) => log.warn({}, message) });
}
