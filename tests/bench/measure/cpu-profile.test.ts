import { expect, test } from "vitest";
import { type CpuProfile, fileOf, packageOf, whereTimeGoes } from "./cpu-profile.js";

const OWN = "file:///any/where/packages/db/dist/append.js";
const FRAMES = [
  { id: 1, callFrame: { functionName: "(idle)", url: "", lineNumber: -1 } },
  { id: 2, callFrame: { functionName: "append", url: OWN, lineNumber: 9 }, children: [3] },
  { id: 3, callFrame: { functionName: "send", url: "file:///any/node_modules/ws/lib/sender.js", lineNumber: 4 } },
  { id: 4, callFrame: { functionName: "flush", url: OWN, lineNumber: 19 } },
];

/** Samples at 110, 120, 150, 170 and 200 µs. */
const PROFILE: CpuProfile = {
  nodes: FRAMES,
  startTime: 100,
  samples: [2, 3, 1, 4, 2],
  timeDeltas: [10, 10, 30, 20, 30],
};

test("[BENCH] a sample's function is charged with the time until the next sample", () => {
  const where = whereTimeGoes(PROFILE, { from: 0, to: 1_000 });
  expect(where.functions.map(({ name, microseconds }) => [name, microseconds])).toEqual([
    ["send ws/lib/sender.js:5", 30],
    ["flush packages/db/dist/append.js:20", 30],
    ["append packages/db/dist/append.js:10", 10],
  ]);
});

test("[BENCH] idle time is nobody's, and shares are of the rest", () => {
  const where = whereTimeGoes(PROFILE, { from: 0, to: 1_000 });
  expect(where.busyMicroseconds).toBe(70);
  expect(where.packages[0]).toEqual({ name: "packages/db", microseconds: 40, share: 40 / 70 });
  expect(where.files.map(({ name }) => name)).toEqual(["packages/db/dist/append.js", "ws/lib/sender.js"]);
});

test("[BENCH] what a dependency does for us is charged to the function of ours that called it", () => {
  const charged = whereTimeGoes(PROFILE, { from: 0, to: 1_000 }).charged;
  expect(charged.map(({ name, microseconds }) => [name, microseconds])).toEqual([
    ["append packages/db/dist/append.js:10", 40],
    ["flush packages/db/dist/append.js:20", 30],
  ]);
});

test("[BENCH] samples outside the measured stretch do not count", () => {
  expect(whereTimeGoes(PROFILE, { from: 115, to: 140 }).functions).toHaveLength(1);
  expect(whereTimeGoes(PROFILE, { from: 300, to: 400 }).busyMicroseconds).toBe(0);
});

test("[BENCH] every frame belongs to one package, the innermost node_modules first", () => {
  expect(packageOf("file:///r/node_modules/a/node_modules/@b/c/index.js", "f")).toBe("@b/c");
  expect(packageOf("file:///r/apps/server/src/main.ts", "f")).toBe("apps/server");
  expect(packageOf("node:internal/streams/writable", "f")).toBe("node:streams");
  expect(packageOf("node:net", "f")).toBe("node:net");
  expect(packageOf("", "(garbage collector)")).toBe("garbage collection");
  expect(packageOf("", "(program)")).toBe("native, outside JavaScript");
  expect(packageOf("", "stringify")).toBe("built-ins (JSON, crypto, system calls)");
  expect(fileOf("")).toBeNull();
});
