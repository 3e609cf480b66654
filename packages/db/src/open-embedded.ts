import { PGlite } from "@electric-sql/pglite";
import { lockDataDir } from "./data-dir-lock.js";
import { START_PARAMS } from "./durable-node-fs.js";
import { migrate } from "./migrate.js";
import { openDataDir } from "./open-data-dir.js";
import { PglitePort } from "./pglite-port.js";
import { SqlMatchStore, type StoreOptions } from "./store.js";

export type EmbeddedOptions = StoreOptions &
  ({ readonly dataDir: string; readonly memory?: never } | { readonly memory: true; readonly dataDir?: never });

/**
 * A migrated store in this process: in a directory, where what it acknowledged survives `kill -9` and a power cut,
 * or in memory, where it ends with the process. It takes about 700 MB and a few seconds the first time.
 * @throws BootRefused when another process has the directory open.
 */
export async function openEmbeddedStore(options: EmbeddedOptions): Promise<SqlMatchStore> {
  const release = options.dataDir === undefined ? () => {} : lockDataDir(options.dataDir);
  const port = new PglitePort(await openDatabase(options, release), release);
  try {
    await migrate(port);
    const store = new SqlMatchStore(port, { ...options, isDurable: options.dataDir !== undefined });
    await store.enterLife();
    return store;
  } catch (error) {
    await port.close();
    throw error;
  }
}

async function openDatabase(options: EmbeddedOptions, release: () => void): Promise<PGlite> {
  try {
    return await (options.dataDir === undefined
      ? PGlite.create({ startParams: START_PARAMS })
      : openDataDir(options.dataDir));
  } catch (error) {
    release();
    throw error;
  }
}
