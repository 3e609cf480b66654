/** Processor time and memory of processes as Linux counts them, below `/proc`. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessStat {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
  /** Clock ticks in user and kernel mode, all threads. */
  readonly ticks: number;
  /** The same of children that have ended and been waited for. */
  readonly reapedTicks: number;
}

/** Parses one line of `/proc/PID/stat`. The name may hold blanks and brackets; the last bracket ends it. */
export function parseStat(line: string): ProcessStat {
  const open = line.indexOf("(");
  const close = line.lastIndexOf(")");
  const fields = line
    .slice(close + 2)
    .trim()
    .split(" ")
    .map(Number);
  // The fields after the name start at number 3 of proc(5): state. Parent is 4, the times are 14 to 17.
  const field = (number: number): number => fields[number - 3] ?? Number.NaN;
  return {
    pid: Number(line.slice(0, open)),
    name: line.slice(open + 1, close),
    parent: field(4),
    ticks: field(14) + field(15),
    reapedTicks: field(16) + field(17),
  };
}

/** Resident memory in KiB out of `/proc/PID/status`. */
export function parseResidentKb(status: string): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(status);
  return found === null ? 0 : Number(found[1]);
}

const TICK_MS = 1000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

function statOf(pid: number): ProcessStat | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return null; // it ended while we were looking
  }
}

/** Every process that lives now. */
function allProcesses(): ProcessStat[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => statOf(Number(entry)) ?? []);
}

/** A process and everything it started, at any depth, among `processes`. */
export function familyOf(root: number, processes: readonly ProcessStat[]): ProcessStat[] {
  const children = processes.filter(({ parent }) => parent === root);
  const own = processes.filter(({ pid }) => pid === root);
  return [...own, ...children.flatMap(({ pid }) => familyOf(pid, processes))];
}

/** Milliseconds of processor time one process has used so far, all threads. */
export function cpuMs(pid: number): number {
  const stat = statOf(pid);
  if (stat === null) throw new Error(`process ${pid} has ended`);
  return stat.ticks * TICK_MS;
}

/** The same of a process with its family, those that have ended included. */
export function familyCpuMs(root: number): number {
  const ticks = familyOf(root, allProcesses()).reduce((sum, each) => sum + each.ticks + each.reapedTicks, 0);
  return ticks * TICK_MS;
}

export function residentKb(pid: number): number {
  return parseResidentKb(readFileSync(`/proc/${pid}/status`, "utf8"));
}

/** The oldest process of that name among those this process started, directly or not. */
export function findDescendant(name: string): number | null {
  return familyOf(process.pid, allProcesses()).find((each) => each.name === name)?.pid ?? null;
}
