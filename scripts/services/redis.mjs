/** A throwaway Redis that keeps nothing on disk. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startDaemon, stopDaemon } from "./daemon.mjs";
import { onFreePort } from "./free-port.mjs";

const READY = "Ready to accept connections";

/** Starts one below `folder`; answers its address and how to stop it. @param {string} program @param {string} folder */
export async function startRedis(program, folder) {
  const home = join(folder, "redis");
  mkdirSync(home);
  const { port, started } = await onFreePort((free) => {
    const args = ["--port", String(free), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", home];
    return startDaemon({ name: "Redis", command: program, args, ready: READY, options: { cwd: home } });
  });
  return { url: `redis://127.0.0.1:${port}`, stop: () => stopDaemon(started, "SIGKILL") };
}
