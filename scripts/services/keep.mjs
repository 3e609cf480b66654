/** Starts the keeper of the tests' services and speaks with it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const KEEPER = fileURLToPath(new URL("./keeper.mjs", import.meta.url));

/**
 * Resolves with the environment the tests need once the services run. They stop when `stop` is called, and
 * also when this process ends in whatever way.
 * @param {string[]} services `postgres`, `redis`, `chromium`, `python`; `--install` lets missing ones be installed
 */
export async function keepServices(services) {
  // A group of its own: a Ctrl-C reaches us only, and the services end after the tests that use them.
  const keeper = spawn(process.execPath, [KEEPER, ...services], { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const over = once(keeper, "exit");
  const lines = createInterface({ input: /** @type {import("node:stream").Readable} */ (keeper.stdout) });
  const [line] = await Promise.race([once(lines, "line"), over.then(() => [null])]);
  if (line === null) throw new Error("The services the tests need could not be started.");
  /** @type {Record<string, string>} */
  const environment = JSON.parse(line);
  const stop = async () => {
    keeper.stdin?.end();
    await over;
  };
  return { environment, stop };
}
