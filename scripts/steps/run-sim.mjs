/** The steps of `npm run sim`. No build: the simulation bundles the sources itself. */
import { ensureInstalled } from "./install.mjs";
import { ended, startChild, stopChildrenWithUs } from "./processes.mjs";
import { ROOT } from "./repository.mjs";

/** Ends this process with the simulation's exit code. @param {string[]} args */
export async function runSim(args) {
  stopChildrenWithUs();
  await ensureInstalled();
  const sim = { command: process.execPath, args: ["--import", "tsx", "tests/simulation/by-hand.ts", ...args] };
  process.exit(await ended(startChild(sim, { cwd: ROOT, stdio: "inherit" })));
}
