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
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}
interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
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
  /** What our functions cost with everything they call that is not ours: each sample goes to the nearest of ours. */
  readonly charged: readonly Share[];
}

/** Self time of the samples inside `window`, largest first. */
export function whereTimeGoes(profile: CpuProfile, window: Window): WhereTimeGoes {
  const self = selfTimes(profile, window);
  const busy = profile.nodes.filter(({ callFrame }) => callFrame.functionName !== "(idle)");
  const owners = nearestOwn(profile.nodes);
  const shares = (nameOf: (node: ProfileNode) => string): Share[] => grouped(busy, { self, nameOf });
  return {
    busyMicroseconds: busy.reduce((sum, { id }) => sum + (self.get(id) ?? 0), 0),
    packages: shares(({ callFrame }) => packageOf(callFrame.url, callFrame.functionName)),
    files: shares(({ callFrame }) => fileOf(callFrame.url) ?? packageOf(callFrame.url, callFrame.functionName)),
    functions: shares(({ callFrame }) => placeOf(callFrame)),
    charged: shares((node) => {
      const owner = owners.get(node.id);
      return owner === undefined ? `not under ours: ${placeOf(node.callFrame)}` : placeOf(owner);
    }),
  };
}

interface Grouping {
  readonly self: ReadonlyMap<number, number>;
  readonly nameOf: (node: ProfileNode) => string;
}

function grouped(nodes: readonly ProfileNode[], { self, nameOf }: Grouping): Share[] {
  const times = new Map<string, number>();
  let total = 0;
  for (const node of nodes) {
    const spent = self.get(node.id) ?? 0;
    total += spent;
    if (spent > 0) times.set(nameOf(node), (times.get(nameOf(node)) ?? 0) + spent);
  }
  return [...times]
    .map(([name, microseconds]) => ({ name, microseconds, share: microseconds / total }))
    .sort((a, b) => b.microseconds - a.microseconds);
}

/** The function as `name file:line`. */
function placeOf({ functionName, url, lineNumber }: CallFrame): string {
  const file = fileOf(url);
  return `${functionName || "(anonymous)"}${file === null ? "" : ` ${file}:${lineNumber + 1}`}`;
}

/** For each frame the innermost function of this repository on its stack, itself included. */
function nearestOwn(nodes: readonly ProfileNode[]): Map<number, CallFrame> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const owners = new Map<number, CallFrame>();
  for (const { id } of nodes) {
    let at: number | undefined = id;
    while (at !== undefined && !isOwn(byId.get(at)?.callFrame.url ?? "")) at = parents.get(at);
    const owner = at === undefined ? undefined : byId.get(at);
    if (owner !== undefined) owners.set(id, owner.callFrame);
  }
  return owners;
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

function isOwn(url: string): boolean {
  return OWN.test(url) && !url.includes("/node_modules/");
}

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
