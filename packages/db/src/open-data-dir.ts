/**
 * The embedded database's directory:
 *   holdfast.lock   who has it open
 *   postgres/       the database; appears only once it is complete and on the disk
 *   new/            a database being made; a crash leaves it behind, the next start throws it away
 */
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { DURABLE_START_PARAMS, DurableNodeFs, syncPath } from "./durable-node-fs.js";

/** Opens the database in a directory that the caller has locked, making it first if there is none. */
export async function openDataDir(dataDir: string): Promise<PGlite> {
  const home = join(dataDir, "postgres");
  if (!existsSync(home)) await makeDatabase(dataDir, home);
  return openDurably(home);
}

async function makeDatabase(dataDir: string, home: string): Promise<void> {
  const draft = join(dataDir, "new");
  rmSync(draft, { recursive: true, force: true });
  await (await openDurably(draft)).close();
  syncTree(draft);
  renameSync(draft, home);
  syncPath(dataDir);
}

function openDurably(path: string): Promise<PGlite> {
  return PGlite.create({ fs: new DurableNodeFs(path), startParams: DURABLE_START_PARAMS, relaxedDurability: false });
}

function syncTree(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) syncTree(inside);
    else if (entry.isFile()) syncPath(inside);
  }
  syncPath(path);
}
