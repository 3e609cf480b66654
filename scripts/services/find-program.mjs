/** Finds the programs the tests need on this machine, and installs Debian's packages where that is possible. */
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { capture } from "../steps/processes.mjs";
import { saying } from "../steps/say.mjs";

/** @typedef {{ name: string, programs: string[], folders: () => string[], packages: string[] }} Wanted */

const SUDO = "/usr/bin/sudo";
const USUAL_FOLDERS = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/snap/bin"];

/** What each service is called and where Debian puts it. @type {Record<"postgres" | "redis" | "chromium" | "python", Wanted>} */
export const WANTED = {
  postgres: {
    name: "PostgreSQL",
    programs: ["postgres"],
    folders: () => [...usualFolders(), ...postgresFolders()],
    packages: ["postgresql"],
  },
  redis: { name: "Redis", programs: ["redis-server"], folders: usualFolders, packages: ["redis-server"] },
  chromium: {
    name: "Chromium",
    programs: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    folders: usualFolders,
    packages: ["chromium"],
  },
  python: { name: "Python 3", programs: ["python3"], folders: usualFolders, packages: ["python3"] },
};

function usualFolders() {
  return [...(process.env.PATH ?? "").split(delimiter).filter(Boolean), ...USUAL_FOLDERS];
}

/** Debian keeps each PostgreSQL version in a folder of its own; the newest comes first. */
function postgresFolders() {
  const base = "/usr/lib/postgresql";
  if (!existsSync(base)) return [];
  const versions = readdirSync(base).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(base, version, "bin"));
}

/** Absolute path of a wanted program, or null. @param {Wanted} wanted @returns {string | null} */
export function findProgram({ programs, folders }) {
  const candidates = programs.flatMap((program) => folders().map((folder) => join(folder, program)));
  return candidates.find(isExecutable) ?? null;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs the packages of whatever is not there yet. Throws one clear sentence where that is not possible. @param {Wanted[]} wanted */
export async function ensurePrograms(wanted) {
  const missing = wanted.filter((each) => findProgram(each) === null);
  if (missing.length === 0) return;
  const prefix = await administratorPrefix();
  if (prefix === null || !isExecutable("/usr/bin/apt-get")) throw new Error(pleaseInstall(missing));
  await saying(`installing ${namesOf(missing)} with apt-get`, () => installPackages(prefix, missing));
  const still = missing.filter((each) => findProgram(each) === null);
  if (still.length > 0) throw new Error(pleaseInstall(still));
}

/** @param {Wanted[]} missing */
export function pleaseInstall(missing) {
  const packages = missing.flatMap((each) => each.packages).join(" ");
  return `The tests need ${namesOf(missing)}, not found on this machine: run 'sudo apt-get install ${packages}' (Debian), then npm test again.`;
}

/** @param {Wanted[]} wanted */
const namesOf = (wanted) => wanted.map(({ name }) => name).join(" and ");

/** @param {string[]} prefix @param {Wanted[]} missing */
async function installPackages(prefix, missing) {
  await administrate(prefix, ["apt-get", "update", "-q"]);
  const packages = missing.flatMap((each) => each.packages);
  const install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", ...packages];
  const { code, output } = await withoutStartingServices(prefix, () => administrate(prefix, install));
  if (code !== 0) throw new Error(`${pleaseInstall(missing)}\napt-get failed:\n${output.trim().slice(-2_000)}`);
}

/** What to put before a command to run it as root; null where we may not. */
async function administratorPrefix() {
  if (process.getuid?.() === 0) return [];
  if (!isExecutable(SUDO)) return null;
  const { code } = await capture({ command: SUDO, args: ["-n", "true"] }, {});
  return code === 0 ? [SUDO, "-n"] : null;
}

/** @param {string[]} prefix @param {string[]} words */
function administrate(prefix, words) {
  const [command = "", ...args] = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", ...words];
  return capture({ command, args }, {});
}

const POLICY = "/usr/sbin/policy-rc.d";

/**
 * Debian starts a service as soon as it is installed. The tests bring up their own, so that is forbidden for
 * the length of the installation, in the way Debian provides for it.
 * @template T
 * @param {string[]} prefix
 * @param {() => Promise<T>} install
 */
async function withoutStartingServices(prefix, install) {
  if (existsSync(POLICY)) return install();
  await administrate(prefix, ["sh", "-c", `printf '#!/bin/sh\\nexit 101\\n' > ${POLICY} && chmod 755 ${POLICY}`]);
  try {
    return await install();
  } finally {
    await administrate(prefix, ["rm", "-f", POLICY]);
  }
}
