/**
 * One process per data directory: two would corrupt it. The lock is a file that names its holder; after `kill -9`
 * it stays behind, so a holder counts only while its process lives. A process is known by its id, and on Linux also
 * by when it started and on which boot, because ids are used again, in containers after every restart.
 */
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BootRefused } from "./boot-check.js";

const LOCK = "holdfast.lock";

/** Takes the directory, creating it if need be. @returns what gives it back. @throws BootRefused when it is in use. */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, LOCK);
  const own = `${process.pid} ${startOf(process.pid)} ${randomBytes(6).toString("hex")}`;
  while (!tryLock(path, own)) removeStale(path, dataDir);
  return () => {
    if (readLock(path) === own) rmSync(path, { force: true });
  };
}

/** A link appears whole or not at all, so nobody ever reads half a lock. */
function tryLock(path: string, own: string): boolean {
  const draft = `${path}.${own.split(" ")[2] ?? ""}`;
  writeFileSync(draft, own);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

function removeStale(path: string, dataDir: string): void {
  const holder = readLock(path);
  if (holder === null) return;
  const [pid = "", start = ""] = holder.split(" ");
  if (isAlive(Number(pid), start)) {
    throw new BootRefused(
      `${dataDir} is in use by process ${pid}: stop that one first, or give this one another directory.`,
    );
  }
  // Only what was judged stale is removed; another starter may have replaced it meanwhile.
  if (readLock(path) === holder) rmSync(path, { force: true });
}

function isAlive(pid: number, start: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return startOf(pid) === start;
}

/** Boot id and start time of a process where the system tells them, else a constant: then the id alone decides. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const startTicks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${startTicks}`;
  } catch {
    return "-";
  }
}

function readLock(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
