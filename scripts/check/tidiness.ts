/** What must not be committed although it compiles. */
import { withoutComments } from "./plain-code.js";
import { type Finding, type SourceFile, isTest, lineAt } from "./source-files.js";

interface Ban {
  readonly pattern: RegExp;
  readonly message: string;
  /** Files in which it is forbidden. */
  readonly where: (path: string) => boolean;
  readonly inCodeOnly?: true;
}

const anywhere = () => true;
const inSource = (path: string) => /^(packages|apps)\/[^/]+\/src\//.test(path) && !isTest(path);
/** Spelled in pieces so that this file does not contain what it looks for. */
const word = (...pieces: string[]) => pieces.join("");

const BANS: readonly Ban[] = [
  {
    pattern: new RegExp(`\\b(?:${word("TO", "DO")}|${word("FIX", "ME")})\\b(?!\\(#\\d+\\))`, "g"),
    message: "carries no issue number: write it as (#12) behind the word, or do it",
    where: anywhere,
  },
  {
    pattern: new RegExp(
      `(?<![\\w.:/-])/(?:${word("ho", "me")}|${word("wo", "rk")}|${word("Us", "ers")})/[\\w.-]+`,
      "g",
    ),
    message: "is a path of one machine",
    where: anywhere,
  },
  {
    pattern: /\b(?:test|it|describe)(?:\.\w+)*\.(?:only|skip|todo|fails)\b/g,
    message: "no test is skipped, postponed or run alone",
    where: isTest,
    inCodeOnly: true,
  },
  {
    // Comparing secrets with === tells, by its duration, how much of a guess was right.
    pattern: /\b\w*(?:token|secret|hmac|signature)\w*\s*[!=]==(?!\s*(?:undefined|null|""|''|\d))/gi,
    message: "is compared in variable time: use timingSafeEqual on digests",
    where: (path) => inSource(path) && path.startsWith("apps/server/"),
    inCodeOnly: true,
  },
];

export function tidinessFindings(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => BANS.filter(({ where }) => where(file.path)).flatMap((ban) => violations(file, ban)));
}

function violations({ path, text }: SourceFile, { pattern, message, inCodeOnly }: Ban): Finding[] {
  const searched = inCodeOnly ? withoutComments(text) : text;
  return [...searched.matchAll(pattern)].map((match) => ({
    path,
    line: lineAt(searched, match.index),
    message: `"${match[0].trim()}" ${message}`,
  }));
}
