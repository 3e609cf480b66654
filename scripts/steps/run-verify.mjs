/** The steps of `npm run verify`: installs and builds what is missing, then audits. */
import { join } from "node:path";
import { ended, startNode } from "./processes.mjs";
import { getReady } from "./ready.mjs";
import { ROOT } from "./repository.mjs";

/** Ends this process with the audit's exit code. @param {string[]} args */
export async function runVerify(args) {
  await getReady(2);
  const main = join(ROOT, "apps", "server", "dist", "verify.js");
  process.exit(await ended(startNode(["--enable-source-maps", main, ...args], { cwd: ROOT, env: process.env })));
}
