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

const ALL_CORES = `0-${CORES - 1}`;

let enabled = CORES >= 2 && spawnSync("taskset", ["-V"]).status === 0;
let loose = false;

/** `--no-pin`: leaves it all to the kernel. */
export function disablePinning(): void {
  enabled = false;
}

/**
 * Whether what starts from now on may run on every core. Processor time is steadiest on one core of its own;
 * latency is not, because there the collector's helper threads stand in the way of the thread they help.
 */
export function setLoose(value: boolean): void {
  loose = value;
}

/** Whether processes are being pinned, for the report. */
export function isPinning(): boolean {
  return enabled;
}

/** The command that runs `command` on the cores of `part`. */
export function pinned(part: Part, command: string, args: readonly string[]): { command: string; args: string[] } {
  if (!enabled || loose) return { command, args: [...args] };
  return { command: "taskset", args: ["-c", CHOSEN[part], command, ...args] };
}

/** Moves a running process to where it belongs now; those it starts from now on follow. */
export function pinRunning(part: Part, pid: number): void {
  if (enabled) spawnSync("taskset", ["-a", "-c", "-p", loose ? ALL_CORES : CHOSEN[part], String(pid)]);
}
