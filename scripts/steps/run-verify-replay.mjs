/** The steps of `npm run verify-replay`: builds what is missing, then asks the SDK's command line. */
import { join } from "node:path";
import { ended, startNode } from "./processes.mjs";
import { getReady } from "./ready.mjs";
import { ROOT } from "./repository.mjs";

/** Ends this process with the command's exit code. @param {string[]} args */
export async function runVerifyReplay(args) {
  await getReady(2);
  const cli = join(ROOT, "packages", "sdk", "dist", "cli.js");
  const games = ["--games", join(ROOT, "packages", "games", "dist", "index.js")];
  // npm changes the folder; names of files are meant where it was called.
  const cwd = process.env["INIT_CWD"] ?? process.cwd();
  process.exit(await ended(startNode([cli, "verify", ...games, ...args], { cwd, env: process.env })));
}
