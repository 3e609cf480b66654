import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import { eventually } from "../support/eventually.js";

const KEEP = new URL("../../scripts/services/keep.mjs", import.meta.url).href;
const DIE_WITH_PARENT = new URL("../../scripts/steps/die-with-parent.mjs", import.meta.url).href;

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** Runs a program of a few lines and answers the first line it prints. */
async function startProgram(source: string, env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; line: string }> {
  const args = ["--input-type=module", "--eval", source];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], env });
  cleanUps.push(() => child.kill("SIGKILL"));
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, line: String(line) };
}

function canSignal(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("services end, and their folder is gone, when whoever needed them is killed outright", async () => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-meta-"));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const source = `import { keepServices } from ${JSON.stringify(KEEP)};
    const { environment } = await keepServices(["redis"]);
    console.log(environment.HOLDFAST_TEST_REDIS_URL);`;
  const { child, line } = await startProgram(source, { ...process.env, TMPDIR: folder });
  const answers = () =>
    fetch(line.replace("redis:", "http:")).then(
      () => true,
      (error) => !isRefused(error),
    );
  expect(line).toMatch(/^redis:/);
  expect(await answers()).toBe(true);
  expect(readdirSync(folder)).toHaveLength(1);

  child.kill("SIGKILL");

  await eventually(async () => !(await answers()) && readdirSync(folder).length === 0);
});

function isRefused(error: { cause?: { code?: string } }): boolean {
  return error.cause?.code === "ECONNREFUSED";
}

test("a server stops by itself when the program that started it is killed outright", async () => {
  const server = `process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000); console.log(process.pid);`;
  const source = `import { spawn } from "node:child_process";
    const args = ["--import", ${JSON.stringify(DIE_WITH_PARENT)}, "--eval", ${JSON.stringify(server)}];
    const env = { ...process.env, HOLDFAST_PARENT_PIPE: "3" };
    spawn(process.execPath, args, { env, detached: true, stdio: ["ignore", "inherit", "inherit", "pipe"] });
    setInterval(() => {}, 1000);`;
  const { child, line } = await startProgram(source, process.env);
  const pid = Number(line);
  cleanUps.push(() => canSignal(pid) && process.kill(pid, "SIGKILL"));
  expect(canSignal(pid)).toBe(true);

  child.kill("SIGKILL");

  // Ended, but nobody asked how: where the first process of a machine does not, it stays listed without a program.
  await eventually(() => !canSignal(pid) || !existsSync(`/proc/${pid}/exe`));
});
