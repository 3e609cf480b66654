import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { eventually } from "./eventually.js";

const HELPER = new URL("./redis-process.ts", import.meta.url).href;
const PROGRAM = `
  const { RedisProcess } = await import(${JSON.stringify(HELPER)});
  const redis = await RedisProcess.start();
  const home = (await redis.ask("CONFIG", "GET", "dir")).split("\\n")[1];
  redis.freeze();
  console.log(JSON.stringify({ pid: redis.pid, home }));
  setInterval(() => {}, 1_000);
`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.each(["SIGKILL", "SIGTERM"] as const)(
  "a frozen Redis and its folder are gone after a runner that ended by %s",
  async (signal) => {
    const args = ["--import", "tsx", "--input-type=module", "--eval", PROGRAM];
    const runner = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(createInterface({ input: runner.stdout }), "line");
    const { pid, home } = JSON.parse(String(line)) as { readonly pid: number; readonly home: string };
    expect([isAlive(pid), existsSync(home)]).toStrictEqual([true, true]);
    runner.kill(signal);
    await eventually(() => !isAlive(pid) && !existsSync(home));
  },
);
