/** Keeps the pure parts pure: no clock, no dice, no machine, no language settings, nothing asynchronous. */
import { IMPURE_NAMES, PURE } from "./import-table.js";
import { withoutWords } from "./plain-code.js";
import { type Finding, type SourceFile, isTest, lineAt } from "./source-files.js";

const escaped = (name: string) => name.replaceAll(".", "\\.");
/** A name on its own, or a method of that name; never a part of a longer word, nor a key such as `process:`. */
const MENTION = new RegExp(`(?<![\\w$])(${IMPURE_NAMES.map(escaped).join("|")})(?![\\w$]|\\??\\s*:)`, "g");

export function purityFindings(files: readonly SourceFile[]): Finding[] {
  return files.filter(({ path }) => isPure(path) && !isTest(path)).flatMap(mentions);
}

function isPure(path: string): boolean {
  return PURE.some((folder) => path.startsWith(`${folder}/`));
}

function mentions({ path, text }: SourceFile): Finding[] {
  const code = withoutWords(text);
  return [...code.matchAll(MENTION)].map((match) => ({
    path,
    line: lineAt(code, match.index),
    message: `${match[1]} is not available to rules: time, chance and the world arrive as arguments`,
  }));
}
