import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BootRefused } from "./boot-check.js";
import { lockDataDir } from "./data-dir-lock.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("[DU1] a directory is held by one at a time, and free again once given back", () => {
  const dataDir = join(folder, "made", "on", "demand");
  const release = lockDataDir(dataDir);
  expect(() => lockDataDir(dataDir)).toThrow(BootRefused);
  expect(() => lockDataDir(dataDir)).toThrow(`in use by process ${process.pid}`);
  release();
  expect(readdirSync(dataDir)).toEqual([]);
  lockDataDir(dataDir)();
});

test("[DU1] a lock left behind by a process that is gone does not block the next start", () => {
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  writeFileSync(join(folder, "holdfast.lock"), `${gone} - 000000000000`);
  const release = lockDataDir(folder);
  expect(existsSync(join(folder, "holdfast.lock"))).toBe(true);
  release();
});

test("[DU1] a lock whose process id was given to another process since does not block the next start", () => {
  writeFileSync(join(folder, "holdfast.lock"), `${process.pid} another-boot/12345 000000000000`);
  lockDataDir(folder)();
});

test.each(["", "garbage", "-1 x y", "0 x y"])("[DU1] a lock that says %j blocks nobody", (text) => {
  writeFileSync(join(folder, "holdfast.lock"), text);
  lockDataDir(folder)();
});

test("[DU1] giving back a directory twice does not take it from the next holder", () => {
  const first = lockDataDir(folder);
  first();
  lockDataDir(folder);
  first();
  expect(() => lockDataDir(folder)).toThrow(BootRefused);
});
