/** What every command that runs built code begins with. */
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { stopChildrenWithUs } from "./processes.mjs";
import { say } from "./say.mjs";

/** Installs and builds what is missing. Where that fails it says why and ends this process. @param {number} exitCode of that end */
export async function getReady(exitCode) {
  stopChildrenWithUs();
  try {
    await ensureInstalled();
    await ensureBuilt();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(exitCode);
  }
}
