import { rmSync } from "node:fs";
import { join } from "node:path";
import { readStallFile, type SqlMatchKeeper } from "@holdfast/db";
import type { Config } from "../config.js";
import { Watchdog } from "./watchdog.js";

/** A watchdog for this process, knowing what its predecessor noted; null when it is switched off. @throws StorageUnavailable */
export async function startWatchdog(config: Config, keeper: SqlMatchKeeper, nodeId: string): Promise<Watchdog | null> {
  const { RULES_TIME_LIMIT: limitMs, DATABASE_URL: databaseUrl, DATA_DIR } = config;
  if (limitMs === 0) return null;
  const file = join(DATA_DIR, "stalls.jsonl");
  if (databaseUrl === "") await takeIn(file, keeper);
  const notes = databaseUrl === "" ? { file } : { databaseUrl };
  const watchdog = new Watchdog({ nodeId, limitMs, notes, stalls: () => keeper.stallCounts() });
  await watchdog.start();
  return watchdog;
}

/** Kept before the file goes: a crash between the two keeps the same again. */
async function takeIn(file: string, keeper: SqlMatchKeeper): Promise<void> {
  for (const stall of readStallFile(file)) await keeper.keepStall(stall);
  rmSync(file, { force: true });
}
