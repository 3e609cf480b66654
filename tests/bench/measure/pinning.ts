/**
 * Keeps the server, the database and the generator on different cores where `taskset` exists, so that one's
 * work does not cool the other's caches. Answers and processor times do not depend on it.
 */
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

export type Part = "server" | "database" | "generator";

const CORES = availableParallelism();
const CHOSEN: Readonly<Record<Part, string>> =
  CORES >= 4 ? { server: "1", database: "0", generator: "2-3" } : { server: "0", database: "1", generator: "1" };

let enabled = CORES >= 2 && spawnSync("taskset", ["-V"]).status === 0;

/** `--no-pin`: leaves it all to the kernel. */
export function disablePinning(): void {
  enabled = false;
}

/** Whether processes are being pinned, for the report. */
export function isPinning(): boolean {
  return enabled;
}

/** The command that runs `command` on the cores of `part`. */
export function pinned(part: Part, command: string, args: readonly string[]): { command: string; args: string[] } {
  if (!enabled) return { command, args: [...args] };
  return { command: "taskset", args: ["-c", CHOSEN[part], command, ...args] };
}

/** Moves a running process; those it starts from now on follow. */
export function pinRunning(part: Part, pid: number): void {
  if (enabled) spawnSync("taskset", ["-a", "-c", "-p", CHOSEN[part], String(pid)]);
}
