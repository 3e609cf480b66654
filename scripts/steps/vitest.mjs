/** Runs vitest and counts what it did, from its own report and from what it left behind. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ended, groupLives, signalGroup, startNode } from "./processes.mjs";
import { ROOT, installed } from "./repository.mjs";
import { say } from "./say.mjs";

const OUT = join(ROOT, "tests", "out");
const REPORT = join(OUT, "vitest.json");
const LIMIT_MS = 30 * 60_000;

/** @typedef {{ status: string, fullName: string }} Assertion */
/** @typedef {{ name: string, status: string, message: string, assertionResults: Assertion[] }} FileReport */

/** @param {string[]} filter @param {Record<string, string>} environment */
export async function runVitest(filter, environment) {
  mkdirSync(OUT, { recursive: true });
  rmSync(REPORT, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
  const args = [installed("vitest", "vitest.mjs"), "run", ...reporters, ...filter];
  const child = startNode(args, { cwd: ROOT, env: { ...process.env, ...environment } });
  const code = await withinLimit(child);
  const left = leftBehind(child);
  const count = countReport(filter);
  // A run that fails without a failed test (an error nobody caught, say) has failed all the same.
  const unexplained = (code !== 0 && count.failed === 0) || left ? 1 : 0;
  if (unexplained === 1 && !left) say(`vitest ended with exit code ${code}`);
  return { passed: count.passed, failed: count.failed + unexplained };
}

/** @param {import("node:child_process").ChildProcess} child */
async function withinLimit(child) {
  const late = setTimeout(() => {
    say(`the tests did not end within ${LIMIT_MS / 60_000} minutes and are stopped`);
    if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
  }, LIMIT_MS);
  const code = await ended(child);
  clearTimeout(late);
  return code;
}

/** A process that a test started and did not end is a defect; it is ended here. @param {import("node:child_process").ChildProcess} child */
function leftBehind(child) {
  if (child.pid === undefined || !groupLives(child.pid)) return false;
  signalGroup(child.pid, "SIGKILL");
  say("a test left a process running; it was stopped, and the run counts as failed");
  return true;
}

/** @param {string[]} filter */
function countReport(filter) {
  const files = readReport();
  const tests = files.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ file: name, ...test })),
  );
  const passed = tests.filter(({ status }) => status === "passed").length;
  const failed = tests.filter(({ status }) => status === "failed").length;
  const brokenFiles = files.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  for (const { name, message } of brokenFiles) say(`failed as a whole: ${name}\n${message}`);
  return { passed, failed: failed + brokenFiles.length + countSkipped(tests, filter) };
}

/** @returns {FileReport[]} */
function readReport() {
  try {
    return JSON.parse(readFileSync(REPORT, "utf8")).testResults;
  } catch {
    return [];
  }
}

/** Nothing is skipped in silence: unless a name was asked for, a test that did not run has failed. @param {(Assertion & { file: string })[]} tests @param {string[]} filter */
function countSkipped(tests, filter) {
  if (filter.some((word) => word === "-t" || word.startsWith("--testNamePattern"))) return 0;
  const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed");
  for (const { fullName, file } of skipped) say(`did not run: ${fullName} (${file})`);
  return skipped.length;
}
