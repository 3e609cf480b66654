/** Installs, builds and runs the server; ends when it ends, with its exit code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ended, startNode } from "./processes.mjs";
import { getReady } from "./ready.mjs";
import { ROOT } from "./repository.mjs";

const PARENT_CHECK_MS = 1_000;

export async function serve() {
  await getReady(1);
  stopWhenNpmIsGone();
  const main = join(ROOT, "apps", "server", "dist", "main.js");
  process.exitCode = await ended(startNode(["--enable-source-maps", main], { cwd: ROOT, env: process.env }));
}

/**
 * Under `npm start` we were started by npm, through a shell: if either is killed outright, nobody would pass
 * a Ctrl-C on to us any more, so we stop.
 */
function stopWhenNpmIsGone() {
  if (process.env.npm_lifecycle_event !== "start") return;
  const before = ancestors();
  const watch = setInterval(() => {
    if (ancestors() !== before) process.kill(process.pid, "SIGTERM");
  }, PARENT_CHECK_MS);
  watch.unref();
}

/** Our parent and, where the system tells, its parent. */
function ancestors() {
  try {
    const [, grandparent] = readFileSync(`/proc/${process.ppid}/stat`, "utf8")
      .replace(/^.*\) . /s, "stat ")
      .split(" ");
    return `${process.ppid} ${grandparent}`;
  } catch {
    return String(process.ppid);
  }
}
