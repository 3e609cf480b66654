/** The steps of `npm run verify-replay`: builds what is missing, then asks the SDK's command line. */
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { ended, startNode, stopChildrenWithUs } from "./processes.mjs";
import { ROOT } from "./repository.mjs";
import { say } from "./say.mjs";

/** Ends this process with the command's exit code. @param {string[]} args */
export async function runVerifyReplay(args) {
  stopChildrenWithUs();
  try {
    await ensureInstalled();
    await ensureBuilt();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
  const cli = join(ROOT, "packages", "sdk", "dist", "cli.js");
  const games = ["--games", join(ROOT, "packages", "games", "dist", "index.js")];
  // npm changes the folder; names of files are meant where it was called.
  const cwd = process.env["INIT_CWD"] ?? process.cwd();
  process.exit(await ended(startNode([cli, "verify", ...games, ...args], { cwd, env: process.env })));
}
