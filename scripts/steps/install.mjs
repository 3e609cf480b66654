/** Brings node_modules to what package-lock.json says, and does nothing when it is there already. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { capture } from "./processes.mjs";
import { ROOT, npmCommand, toolEnvironment } from "./repository.mjs";
import { saying } from "./say.mjs";

/** @typedef {{ version?: string, link?: boolean, optional?: boolean, bin?: Record<string, string> }} LockEntry */
/** @typedef {Record<string, LockEntry>} LockEntries */

/** Installs when needed. Throws with npm's own words when npm fails. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await saying("installing packages (npm ci)", async () => {
    // Install scripts of dependencies are not needed by anything we use, and are not run.
    const command = npmCommand(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    const { code, output } = await capture(command, { cwd: ROOT, env: { ...process.env, ...toolEnvironment } });
    if (code !== 0) throw new Error(`npm ci failed (exit code ${code}):\n${output.trim()}`);
  });
}

/** npm writes the list of what it installed as its last step, so an interrupted install counts as none. */
function isInstalled() {
  const wanted = readEntries(join(ROOT, "package-lock.json"));
  if (wanted === null) throw new Error("package-lock.json is missing or damaged: check the clone.");
  const have = readEntries(join(ROOT, "node_modules", ".package-lock.json"));
  return have !== null && agrees(wanted, have);
}

/** @param {string} file @returns {LockEntries | null} */
function readEntries(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? null;
  } catch {
    return null;
  }
}

/** Packages made for another platform are in the lock but not on the disk. @param {LockEntries} wanted @param {LockEntries} have */
export function agrees(wanted, have) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes("node_modules/")) return hasCommands(entry, have[path]);
    const found = have[path];
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.link === entry.link;
  });
}

/** Commands of our own packages are linked by an install, as they were called then. @param {LockEntry} wanted @param {LockEntry} [have] */
function hasCommands({ bin = {} }, have) {
  return Object.entries(bin).every(([name, file]) => have?.bin?.[name] === file);
}
