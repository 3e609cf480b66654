/** Chooses storage from the settings: Postgres when there is a DATABASE_URL, else the embedded database, on disk or not. */
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { openEmbeddedStore, openPostgresStore, type SqlMatchStore } from "@holdfast/db";
import type { Config } from "./config.js";
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

function openEmbedded(dataDir: string, log: Log): Promise<SqlMatchStore> {
  mkdirSync(dataDir, { recursive: true });
  log.debug({ dataDir }, "opening the embedded database");
  return openEmbeddedStore({ dataDir: join(dataDir, "pg"), warn: (message) => log.warn({}, message) });
}
