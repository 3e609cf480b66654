import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export interface SourceFile {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Something that is not as it must be, and where. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** What is generated, installed or local to a machine: folders git ignores too. */
const NOT_OURS = new Set(["node_modules", "dist", "out", "coverage", ".git", ".turbo", ".holdfast"]);

/** Every file of the repository whose path matches, in order. */
export function sourceFiles(root: string, pattern: RegExp): SourceFile[] {
  return pathsBelow(root, "")
    .filter((path) => pattern.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

function pathsBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : pathsBelow(root, path);
    return entry.isFile() ? [path] : [];
  });
}

export const CODE = /\.(ts|tsx|mts|js|mjs)$/;
export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
