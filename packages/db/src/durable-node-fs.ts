/**
 * PGlite runs Postgres without fsync, and the file system it mounts has no fsync to call: what it acknowledges
 * survives the process but not the machine. This file system has one, so that with `DURABLE_START_PARAMS` an
 * acknowledged commit is on the disk, as it is with any other Postgres.
 */
import { closeSync, fdatasyncSync, fsyncSync, openSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** As for the server's connections: plan each of our few statements once, and do not compile. */
export const START_PARAMS: string[] = [
  ...PGlite.defaultStartParams,
  ...["-c", "plan_cache_mode=force_generic_plan", "-c", "jit=off"],
];

/** The same with fsync on; fdatasync would do nothing in this build, fsync reaches the file system. */
export const DURABLE_START_PARAMS: string[] = [
  ...START_PARAMS.filter((param) => param !== "-F"),
  ...["-c", "wal_sync_method=fsync"],
];

/** The part of the WebAssembly build's file system that fsync hooks into. */
interface Stream {
  /** The descriptor of the real file; directories have none. */
  readonly nfd?: number;
  readonly node: unknown;
}
interface NodeFileSystem {
  realPath(node: unknown): string;
  readonly stream_ops: { fsync?: (stream: Stream) => number };
}

export class DurableNodeFs extends NodeFS {
  override async init(...args: Parameters<NodeFS["init"]>): ReturnType<NodeFS["init"]> {
    const { emscriptenOpts } = await super.init(...args);
    const before = emscriptenOpts.preRun ?? [];
    const preRun = [...(Array.isArray(before) ? before : [before]), addFsync];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } as typeof emscriptenOpts };
  }
}

function addFsync(module: object): void {
  const files = Reflect.get(module, "NODEFS") as NodeFileSystem;
  files.stream_ops.fsync = (stream) => {
    if (stream.nfd === undefined) syncPath(files.realPath(stream.node));
    else fdatasyncSync(stream.nfd);
    return 0;
  };
}

/** Returns when a file, or the names in a directory, are on the disk. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
