/** The steps of `npm run bench`. */
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { ended, startChild, stopChildrenWithUs } from "./processes.mjs";
import { ROOT } from "./repository.mjs";
import { say } from "./say.mjs";

/** Ends this process with the bench's exit code. @param {string[]} args */
export async function runBench(args) {
  stopChildrenWithUs();
  await ensureInstalled();
  // The peers can be measured without Holdfast, which is then reported as missing.
  await ensureBuilt().catch((error) => say(error.message));
  const bench = { command: process.execPath, args: ["--import", "tsx", "tests/bench/main.ts", ...args] };
  process.exit(await ended(startChild(bench, { cwd: ROOT, stdio: "inherit" })));
}
