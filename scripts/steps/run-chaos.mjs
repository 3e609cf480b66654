/** The steps of `npm run test:chaos`. */
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { ended, startNode, stopChildrenWithUs } from "./processes.mjs";
import { ROOT } from "./repository.mjs";

/** Ends this process with the exit code of the chaos. @param {string[]} args */
export async function runChaos(args) {
  stopChildrenWithUs();
  await ensureInstalled();
  await ensureBuilt();
  process.exit(await chaos(args));
}

/** Resolves with its exit code. @param {string[]} args */
export function chaos(args) {
  return ended(startNode(["--import", "tsx", "tests/chaos/main.ts", ...args], { cwd: ROOT, env: process.env }));
}
