/** Reads V8's `.cpuprofile`: self time by package, by file and by function within a stretch of time. */

export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Microseconds of the monotonic clock. */
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}
interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface Share {
  readonly name: string;
  /** Of the time that was not idle, 0 to 1. */
  readonly share: number;
  readonly microseconds: number;
}

export interface WhereTimeGoes {
  readonly busyMicroseconds: number;
  readonly packages: readonly Share[];
  readonly files: readonly Share[];
  readonly functions: readonly Share[];
}

/** Self time of the samples inside `window`, largest first. */
export function whereTimeGoes(profile: CpuProfile, window: Window): WhereTimeGoes {
  const self = selfTimes(profile, window);
  const busy = profile.nodes.filter(({ callFrame }) => callFrame.functionName !== "(idle)");
  const total = busy.reduce((sum, { id }) => sum + (self.get(id) ?? 0), 0);
  const grouped = (nameOf: (frame: ProfileNode["callFrame"]) => string): Share[] => {
    const times = new Map<string, number>();
    for (const { id, callFrame } of busy) {
      const name = nameOf(callFrame);
      times.set(name, (times.get(name) ?? 0) + (self.get(id) ?? 0));
    }
    return [...times]
      .map(([name, microseconds]) => ({ name, microseconds, share: total === 0 ? 0 : microseconds / total }))
      .filter(({ microseconds }) => microseconds > 0)
      .sort((a, b) => b.microseconds - a.microseconds);
  };
  return {
    busyMicroseconds: total,
    packages: grouped(({ url, functionName }) => packageOf(url, functionName)),
    files: grouped(({ url, functionName }) => fileOf(url) ?? packageOf(url, functionName)),
    functions: grouped(({ url, functionName, lineNumber }) => {
      const place = fileOf(url);
      return `${functionName || "(anonymous)"} ${place === null ? "" : `${place}:${lineNumber + 1}`}`.trim();
    }),
  };
}

/** A sample stands for the time until the next one; `timeDeltas[i]` is the time before sample i. */
function selfTimes({ startTime, samples, timeDeltas }: CpuProfile, { from, to }: Window): Map<number, number> {
  const times = new Map<number, number>();
  let at = startTime;
  for (const [index, node] of samples.entries()) {
    at += timeDeltas[index] ?? 0;
    const lasts = timeDeltas[index + 1] ?? 0;
    if (at >= from && at <= to) times.set(node, (times.get(node) ?? 0) + lasts);
  }
  return times;
}

const OWN = /\/((?:packages|apps)\/[^/]+)\/(?:dist|src)\//;
const DEPENDENCY = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** Whose code a frame is: one of our packages, a dependency, a module of Node, or the engine's own work. */
export function packageOf(url: string, functionName: string): string {
  const dependency = DEPENDENCY.exec(url)?.[1];
  if (dependency !== undefined) return dependency;
  const own = OWN.exec(url)?.[1];
  if (own !== undefined) return own;
  if (url.startsWith("node:")) return url.replace(/^node:(?:internal\/)?([^/]+).*$/, "node:$1");
  if (functionName === "(garbage collector)") return "garbage collection";
  return functionName === "(program)" ? "native, outside JavaScript" : "built-ins (JSON, crypto, system calls)";
}

/** The file of a frame, shortened to where it stands in the repository or the dependency; null without a file. */
export function fileOf(url: string): string | null {
  if (url === "") return null;
  const dependency = /.*\/node_modules\/(.*)$/.exec(url)?.[1];
  if (dependency !== undefined) return dependency;
  return /\/((?:packages|apps)\/.*)$/.exec(url)?.[1] ?? url;
}
