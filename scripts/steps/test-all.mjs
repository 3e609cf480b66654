/** The whole of `npm test`. The last line it prints is the count, over checks and tests alike. */
import { keepServices } from "../services/keep.mjs";
import { ensureBuilt } from "./build.mjs";
import { checkPromisesKept, runChecks } from "./checks.mjs";
import { ensureInstalled } from "./install.mjs";
import { chaos } from "./run-chaos.mjs";
import { stopChildrenWithUs } from "./processes.mjs";
import { say, saying } from "./say.mjs";
import { runVitest } from "./vitest.mjs";

/** @typedef {{ passed: number, failed: number }} Count */

/** The slow part, for whoever asks for it: all faults mixed, by a plan that is always the same. */
const FIVE_MINUTES = ["--seconds", "300", "--seed", "1"];

/** @param {string[]} filter what to hand to vitest: parts of file names, or its own options */
export async function testAll(filter) {
  /** @type {(() => Promise<void>) | undefined} */
  let stopServices;
  stopChildrenWithUs(async () => stopServices?.());
  const count = { passed: 0, failed: 0 };
  try {
    await ensureInstalled();
    await counting(count, ensureBuilt);
    // With a filter somebody waits for one answer: the checks are for whole runs.
    if (filter.length === 0) for (const check of await runChecks()) add(count, check.passed);
    const services = await saying("starting a Postgres and a Redis for the tests, finding Chromium", () =>
      keepServices(["--install", "postgres", "redis", "chromium", "python"]),
    );
    stopServices = services.stop;
    const tests = await runVitest(filter, services.environment);
    count.passed += tests.passed;
    count.failed += tests.failed;
    if (filter.length === 0) add(count, (await checkPromisesKept()).passed);
    if (filter.length === 0 && process.env.HOLDFAST_SLOW === "1") add(count, (await chaos(FIVE_MINUTES)) === 0);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    count.failed += 1;
  }
  await stopServices?.();
  process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`);
  process.exit(count.failed === 0 && count.passed > 0 ? 0 : 1);
}

/** @param {Count} count @param {boolean} passed */
function add(count, passed) {
  if (passed) count.passed += 1;
  else count.failed += 1;
}

/** Work that must succeed but whose failure leaves the rest worth trying. @param {Count} count @param {() => Promise<void>} work */
async function counting(count, work) {
  try {
    await work();
    count.passed += 1;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    count.failed += 1;
  }
}
