import { PGlite } from "@electric-sql/pglite";
import { migrate } from "./migrate.js";
import { PglitePort } from "./pglite-port.js";
import { SqlMatchStore, type StoreOptions } from "./store.js";

export type EmbeddedOptions = StoreOptions &
  ({ readonly dataDir: string; readonly memory?: never } | { readonly memory: true; readonly dataDir?: never });

/** A migrated store in this process: in a directory that survives `kill -9`, or in memory for tests. */
export async function openEmbeddedStore(options: EmbeddedOptions): Promise<SqlMatchStore> {
  const database = await PGlite.create(options.dataDir ?? "memory://");
  const port = new PglitePort(database, async () => {});
  await migrate(port);
  return new SqlMatchStore(port, options);
}
