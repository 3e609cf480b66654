import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { cpuMs, familyCpuMs, familyOf, parseResidentKb, parseStat, type ProcessStat, residentKb } from "./proc-stat.js";

const TAIL = "S 41 42 42 0 -1 4194304 99 0 1 0 120 30 7 5 20 0 11 0 221751 3133440 378 0";

test("[BENCH] a process's times are read from their own fields", () => {
  expect(parseStat(`4242 (node) ${TAIL}\n`)).toEqual({
    pid: 4242,
    name: "node",
    parent: 41,
    ticks: 150,
    reapedTicks: 12,
  });
});

test("[BENCH] a name with blanks and brackets does not shift the fields", () => {
  const stat = parseStat(`7 (postgres: a) (b c) ${TAIL}`);
  expect(stat).toMatchObject({ pid: 7, name: "postgres: a) (b c", parent: 41, ticks: 150 });
});

test("[BENCH] resident memory is the VmRSS line, and nothing for a process that has none", () => {
  expect(parseResidentKb("VmPeak:\t  99 kB\nVmRSS:\t   5120 kB\nRssAnon:\t 1 kB\n")).toBe(5120);
  expect(parseResidentKb("Name:\tzombie\n")).toBe(0);
});

test("[BENCH] a family is a process with everything it started at any depth, and nobody else", () => {
  const born = (pid: number, parent: number): ProcessStat => ({ pid, parent, name: "", ticks: 0, reapedTicks: 0 });
  const all = [born(1, 0), born(2, 1), born(3, 2), born(4, 1), born(9, 8)];
  expect(familyOf(2, all).map(({ pid }) => pid)).toEqual([2, 3]);
  expect(familyOf(1, all).map(({ pid }) => pid)).toEqual([1, 2, 3, 4]);
});

test("[BENCH] work done by a child is in its family's time and not in its parent's own", async () => {
  const before = familyCpuMs(process.pid);
  const spin =
    "let x = 0; const until = process.cpuUsage().user + 300_000; while (process.cpuUsage().user < until) x++";
  const child = spawn(process.execPath, ["-e", spin]);
  await once(child, "exit");
  expect(familyCpuMs(process.pid) - before).toBeGreaterThanOrEqual(250);
  expect(cpuMs(process.pid)).toBeLessThan(familyCpuMs(process.pid));
  expect(residentKb(process.pid)).toBeGreaterThan(1_000);
  expect(() => cpuMs(child.pid ?? 0)).toThrow("has ended");
});
