/** The steps of `npm run verify`: installs and builds what is missing, then audits. */
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { ended, startNode, stopChildrenWithUs } from "./processes.mjs";
import { ROOT } from "./repository.mjs";
import { say } from "./say.mjs";

/** Ends this process with the audit's exit code. @param {string[]} args */
export async function runVerify(args) {
  stopChildrenWithUs();
  try {
    await ensureInstalled();
    await ensureBuilt();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
  const main = join(ROOT, "apps", "server", "dist", "verify.js");
  process.exit(await ended(startNode(["--enable-source-maps", main, ...args], { cwd: ROOT, env: process.env })));
}
