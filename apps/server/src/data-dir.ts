/** The directory of the embedded database: made where it is missing, refused in words where that cannot be. */
import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Makes sure that the directory is there and can be written to. @throws one sentence that says what to do. */
export function makeDataDir(path: string): void {
  try {
    makeWithParents(path);
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (fault) {
    const why = WHY[codeOf(fault)] ?? `it cannot be used (${codeOf(fault)})`;
    const cure = "Name a directory that this user may write to, or set DATABASE_URL to keep everything in Postgres.";
    throw new Error(`DATA_DIR is ${path}: ${why}. ${cure}`, { cause: fault });
  }
}

/** One by one: where the system denies that a place exists, Node's own recursion tries for ever. */
function makeWithParents(path: string): void {
  if (isDirectory(path)) return;
  if (dirname(path) !== path) makeWithParents(dirname(path));
  try {
    mkdirSync(path);
  } catch (fault) {
    // Somebody else may have made it meanwhile.
    if (!isDirectory(path)) throw fault;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

const codeOf = (fault: unknown): string => (fault instanceof Error && "code" in fault ? String(fault.code) : "");

const NOWHERE = "nothing can be made there";
const FORBIDDEN = "this user may not write there";
const FILE = "there is a file where a directory has to be";
const WHY: Readonly<Record<string, string>> = {
  ENOENT: NOWHERE,
  EPERM: FORBIDDEN,
  EACCES: FORBIDDEN,
  EROFS: "the disk is mounted for reading only",
  ENOSPC: "the disk is full",
  EEXIST: FILE,
  ENOTDIR: FILE,
};
