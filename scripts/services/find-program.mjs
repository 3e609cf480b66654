/** Finds the programs the tests need on this machine, and installs Debian's packages where that is possible. */
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { capture } from "../steps/processes.mjs";
import { saying } from "../steps/say.mjs";

/** @typedef {{ name: string, programs: string[], folders: () => string[], packages: string[] }} Wanted */

const USUAL_FOLDERS = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/snap/bin"];

/** What each service is called and where Debian puts it. @type {Record<"postgres" | "redis" | "chromium", Wanted>} */
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

/** The program's path, after installing its package if it has to be. Throws one clear sentence. @param {Wanted} wanted */
export async function ensureProgram(wanted) {
  const found = findProgram(wanted);
  if (found !== null) return found;
  await installPackages(wanted);
  const now = findProgram(wanted);
  if (now === null) throw new Error(pleaseInstall(wanted));
  return now;
}

/** @param {Wanted} wanted */
function pleaseInstall({ name, programs, packages }) {
  return `${name} is needed by the tests (${programs[0]} was not found): install it, on Debian with 'sudo apt-get install ${packages.join(" ")}', and run npm test again.`;
}

let listsUpdated = false;

/** @param {Wanted} wanted */
async function installPackages(wanted) {
  const prefix = await administratorPrefix();
  if (prefix === null || !isExecutable("/usr/bin/apt-get")) throw new Error(pleaseInstall(wanted));
  await saying(`installing ${wanted.name} with apt-get`, async () => {
    if (!listsUpdated) await administrate(prefix, ["apt-get", "update", "-q"]);
    listsUpdated = true;
    const install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", ...wanted.packages];
    const { code, output } = await withoutStartingServices(prefix, () => administrate(prefix, install));
    if (code !== 0) throw new Error(`${pleaseInstall(wanted)}\napt-get failed:\n${output.trim().slice(-2_000)}`);
  });
}

/** What to put before a command to run it as root; null where we may not. */
async function administratorPrefix() {
  if (process.getuid?.() === 0) return [];
  const { code } = await capture({ command: "sudo", args: ["-n", "true"] }, {}).catch(() => ({ code: 1 }));
  return code === 0 ? ["sudo", "-n"] : null;
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
