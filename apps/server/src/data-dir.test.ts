import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDataDir } from "./data-dir.js";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "holdfast-data-"));
});
afterEach(() => rmSync(home, { recursive: true }));

test("[OP4] a data directory is made with everything above it, and may be there already", () => {
  const path = join(home, "one", "two");
  makeDataDir(path);
  makeDataDir(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test("[OP4] a data directory that would be in a file, or is one, is refused in one sentence that says what to do", () => {
  const file = join(home, "file");
  writeFileSync(file, "");
  for (const path of [file, join(file, "data"), join(file, "data", "deeper")]) {
    expect(() => makeDataDir(path)).toThrow(`DATA_DIR is ${path}: there is a file where a directory has to be.`);
    expect(() => makeDataDir(path)).toThrow("Name a directory that this user may write to");
  }
});

test.runIf(process.platform === "linux")(
  "[OP4] a data directory in a place where nothing can be made is refused at once",
  () => {
    expect(() => makeDataDir("/proc/holdfast")).toThrow(
      /^DATA_DIR is \/proc\/holdfast: nothing can be made there\. Name/,
    );
    expect(() => makeDataDir("/proc/holdfast/deeper")).toThrow(/^DATA_DIR is .*: nothing can be made there\. Name/);
  },
);
