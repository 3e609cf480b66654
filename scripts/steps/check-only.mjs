import { runChecks } from "./checks.mjs";
import { ensureInstalled } from "./install.mjs";
import { stopChildrenWithUs } from "./processes.mjs";

/** Runs every check and ends with how many passed. */
export async function checkOnly() {
  stopChildrenWithUs();
  await ensureInstalled();
  const results = await runChecks();
  const passed = results.filter((result) => result.passed).length;
  process.stdout.write(`${passed} passed, ${results.length - passed} failed\n`);
  process.exitCode = passed === results.length ? 0 : 1;
}
