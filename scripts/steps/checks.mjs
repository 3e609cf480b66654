/** Everything that is checked without running the product: types, lint, and the repository's own rules. */
import { capture } from "./processes.mjs";
import { ROOT, installed, toolEnvironment } from "./repository.mjs";
import { say, saying } from "./say.mjs";

/** @typedef {{ name: string, passed: boolean, output: string }} CheckResult */

const node = process.execPath;
const repositoryRule = (/** @type {string} */ rule) => [
  installed("tsx", "dist", "cli.mjs"),
  "scripts/check/repository.ts",
  rule,
];

/** Each check by its name and the arguments this Node runs it with. @type {Record<string, string[]>} */
const CHECKS = {
  types: [installed("typescript", "bin", "tsc"), "-b"],
  "format and lint (biome)": [
    installed("@biomejs", "biome", "bin", "biome"),
    "check",
    "--diagnostic-level=error",
    "--max-diagnostics=100",
    ".",
  ],
  "promises and sizes (oxlint)": [installed("oxlint", "bin", "oxlint"), "--type-aware", "--quiet"],
  "who may import whom": repositoryRule("imports"),
  "purity of the rules": repositoryRule("purity"),
  "promises and their tests": repositoryRule("spec"),
  "migrations only add": repositoryRule("migrations"),
  "table of settings": repositoryRule("settings"),
  "examples in the documents": [installed("tsx", "dist", "cli.mjs"), "scripts/check/snippets.ts"],
  tidiness: repositoryRule("tidiness"),
};

/** After a whole run of the tests: was every promise that is claimed as done tested by a test that passed? */
export const checkPromisesKept = () => runCheck("promises kept by tests that ran", repositoryRule("kept"));

/** Runs every check, whatever the others say. @returns {Promise<CheckResult[]>} */
export async function runChecks() {
  const results = [];
  for (const [name, args] of Object.entries(CHECKS)) results.push(await runCheck(name, args));
  return results;
}

/** @param {string} name @param {string[]} args @returns {Promise<CheckResult>} */
async function runCheck(name, args) {
  const options = { cwd: ROOT, env: { ...process.env, ...toolEnvironment } };
  const { code, output } = await saying(`check: ${name}`, () => capture({ command: node, args }, options));
  if (code !== 0) say(`check failed: ${name}\n${output.trim()}`);
  return { name, passed: code === 0, output };
}
