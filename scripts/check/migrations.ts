/**
 * Migrations only add (ADR 11): the build before this one goes on running on what they leave. What that build brought
 * is never edited; what is new may not take away, rename, narrow or demand anything it does not know of. A statement
 * that is harmless all the same says why: `-- safe beside the previous build: …` on the line before it.
 */
import { type Finding, lineAt, type SourceFile } from "./source-files.js";

const SAFE = /--[ \t]*safe beside the previous build:[ \t]*\S.*$/m;
const BREAK = "--> statement-breakpoint";

const EXPANDS = [
  /^create table\b/i,
  /^create index\b/i,
  /^create (?:or replace )?function\b/i,
  /^comment on\b/i,
  /^alter table \S+ (?:set|reset)\s*\(/i,
  /^alter table \S+ alter column \S+ (?:drop not null|set default)\b/i,
];
const ADDS_COLUMN = /\badd column\b/i;

/** `current` are the migrations of this build, `previous` those of the build before it; of both only `.sql` counts. */
export function migrationFindings(current: readonly SourceFile[], previous: readonly SourceFile[]): Finding[] {
  const before = new Map(previous.map(({ path, text }) => [nameOf(path), text]));
  const fresh = current.filter(({ path }) => !before.has(nameOf(path)));
  const newTables = new Set(fresh.flatMap(({ text }) => tablesCreatedIn(text)));
  return [...editedFindings(current, before), ...fresh.flatMap((file) => takingFindings(file, newTables))];
}

function editedFindings(current: readonly SourceFile[], before: ReadonlyMap<string, string>): Finding[] {
  const now = new Map(current.map(({ path, text }) => [nameOf(path), { path, text }]));
  return [...before].flatMap(([name, text]) => {
    const kept = now.get(name);
    if (kept?.text === text) return [];
    const path = kept?.path ?? `packages/db/migrations/${name}`;
    return [{ path, line: 1, message: "was released as it was: it may not be edited or removed, add another one" }];
  });
}

function takingFindings({ path, text }: SourceFile, newTables: ReadonlySet<string>): Finding[] {
  let at = 0;
  return text.split(BREAK).flatMap((part) => {
    const line = lineAt(text, at + (part.length - part.trimStart().length));
    at += part.length + BREAK.length;
    const statement = withoutComments(part);
    if (statement === "" || SAFE.test(part) || isExpanding(statement, newTables)) return [];
    return [{ path, line, message: `may break the build before this one: ${statement.slice(0, 80)}` }];
  });
}

function isExpanding(statement: string, newTables: ReadonlySet<string>): boolean {
  const table = tableOf(statement);
  // Nobody knows a table that this release brings: whatever is done to it is part of making it.
  if (table !== null && newTables.has(table) && !/^(?:drop|truncate)\b/i.test(statement)) return true;
  if (EXPANDS.some((pattern) => pattern.test(statement))) return true;
  return /^alter table\b/i.test(statement) && clausesOf(statement).every(isHarmlessColumn);
}

function isHarmlessColumn(clause: string): boolean {
  return ADDS_COLUMN.test(clause) && (!/\bnot null\b/i.test(clause) || /\bdefault\b/i.test(clause));
}

/** `ALTER TABLE x a, b` as a and b. */
function clausesOf(statement: string): readonly string[] {
  return statement.replace(/^alter table \S+\s*/i, "").split(/,\s*(?=(?:add|drop|alter|rename|set)\b)/i);
}

function tableOf(statement: string): string | null {
  const name =
    /^(?:create table(?: if not exists)?|alter table(?: only)?|update|insert into)\s+("?[\w.]+"?)/i.exec(
      statement,
    )?.[1] ?? /^create (?:unique )?index\b.*?\bon\s+("?[\w.]+"?)/i.exec(statement)?.[1];
  return name?.replaceAll('"', "") ?? null;
}

function tablesCreatedIn(text: string): readonly string[] {
  const statements = text.split(BREAK).map(withoutComments);
  return statements.filter((statement) => /^create table\b/i.test(statement)).flatMap((s) => tableOf(s) ?? []);
}

function withoutComments(sql: string): string {
  return sql.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ").trim();
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
