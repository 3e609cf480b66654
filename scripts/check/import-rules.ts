/** Holds every source file to the table of `import-table.ts`. */
import { posix } from "node:path";
import { PARTS, type Part } from "./import-table.js";
import { withoutComments } from "./plain-code.js";
import { type Finding, type SourceFile, isTest, lineAt } from "./source-files.js";

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** Every import that the table does not allow, and every way round a package's front door. */
export function importFindings(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => importsOf(file).flatMap((found) => judge(file, found)));
}

const STATEMENT = /\b(?:import|export)\s+(?:([\w*{}\s,$]+?)\s?from\s*)?["']([^"']+)["']/g;
const CALL = /\b(?:import|require)\s*\(\s*["'`]([^"'`]+)["'`]/g;

function importsOf({ text }: SourceFile): Import[] {
  const code = withoutComments(text);
  const statements = [...code.matchAll(STATEMENT)].map((match) => ({
    target: match[2] ?? "",
    typeOnly: isTypeOnly(match[1] ?? ""),
    line: lineAt(code, match.index),
  }));
  const calls = [...code.matchAll(CALL)].map((match) => ({
    target: match[1] ?? "",
    typeOnly: false,
    line: lineAt(code, match.index),
  }));
  return [...statements, ...calls];
}

/** `type { … }`, or braces in which every name is marked as a type. */
function isTypeOnly(clause: string): boolean {
  if (/^type\b/.test(clause)) return true;
  const names = /^\{([\s\S]*)\}$/.exec(clause.trim())?.[1]?.split(",") ?? [""];
  return names.filter((name) => name.trim() !== "").length > 0 && names.every((name) => /^\s*(type\s|$)/.test(name));
}

function judge(file: SourceFile, found: Import): Finding[] {
  const finding = (message: string) => [{ path: file.path, line: found.line, message }];
  const target = resolveTarget(file.path, found.target);
  if (isDeep(file.path, target)) return finding(`${found.target} goes round a package's exports`);
  const part = partOf(file.path);
  if (part === undefined || isTest(file.path)) return [];
  if (crossesGames(file.path, target)) return finding("a game must not import another game");
  if (isOwn(part, target) || part.may.some((allowed) => allows(allowed, { ...found, target }))) return [];
  return finding(`${part.at} must not import ${found.target}`);
}

/** A relative target becomes a path from the root; a package stays as it is written. */
function resolveTarget(from: string, target: string): string {
  if (!target.startsWith(".")) return target;
  return posix.normalize(posix.join(posix.dirname(from), target)).replace(/\.(js|mjs|ts|tsx)$/, "");
}

function partOf(path: string): Part | undefined {
  const stem = path.replace(/\.(ts|tsx)$/, "");
  const holding = PARTS.filter(({ at }) => path === at || stem === at || path.startsWith(`${at}/`));
  return holding.sort((a, b) => b.at.length - a.at.length)[0];
}

function isOwn(part: Part, target: string): boolean {
  const folder = part.at.endsWith(".ts") ? posix.dirname(part.at) : part.at;
  return target.startsWith(`${folder}/`);
}

const GAME = /^packages\/games\/src\/([^/]+)\//;

function crossesGames(from: string, target: string): boolean {
  const home = GAME.exec(from)?.[1];
  const there = GAME.exec(target)?.[1];
  return home !== undefined && there !== undefined && home !== there;
}

function allows(allowed: string, { target, typeOnly }: { target: string; typeOnly: boolean }): boolean {
  const [name = "", restriction] = allowed.split("!");
  if (restriction === "type" && !typeOnly) return false;
  if (name.endsWith("*")) return target.startsWith(name.slice(0, -1));
  return target === name || target.startsWith(`${name}/`);
}

const FRONT_DOOR = /^(packages|apps)\/[^/]+/;

/** `@holdfast/x/src/…` or `../../x/src/…`: another package is met through its exports only. */
function isDeep(from: string, target: string): boolean {
  if (/^@holdfast\/[^/]+\/(src|dist)\b/.test(target)) return true;
  const home = FRONT_DOOR.exec(from)?.[0];
  const there = FRONT_DOOR.exec(target)?.[0];
  return home !== undefined && there !== undefined && home !== there;
}
