/**
 * Brings a database to this version's schema. The files are drizzle-kit's; the journal gives their order. An advisory
 * lock makes nodes that boot together wait instead of racing.
 *
 * Each migration is a transaction of its own: nodes of the build before are in the middle of statements on several
 * tables, and a transaction that has locked one of them and waits for another would sooner or later deadlock with one.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { RunSql, SqlPort } from "./sql-port.js";

const FOLDER = new URL("../migrations/", import.meta.url);
/** Any number will do, as long as every node takes the same one. */
const LOCK_KEY = 4_841_337;

/**
 * What nodes of the build before this one leave undone, done at every start: the node that replaces the last of them
 * does it for good.
 */
const ADOPTIONS = [
  // That build knows no `check_at`, without which nobody looks for a deadline. A match has its code until it is over.
  `update matches set check_at = deadline where code is not null and deadline is not null and check_at is null`,
];

interface Migration {
  readonly name: string;
  readonly hash: string;
  readonly statements: readonly string[];
}

/** @throws Error when a migration that was applied before has been edited since. */
export async function migrate(sql: SqlPort): Promise<void> {
  const migrations = await readMigrations();
  while (!(await sql.transaction((run) => oneStep(run, migrations))));
}

/** Applies the next migration, or adopts when none is missing. @returns whether that was all. */
async function oneStep(run: RunSql, migrations: readonly Migration[]): Promise<boolean> {
  const missing = await missingOf(run, migrations);
  // Where nothing is yet nobody is in the middle of anything.
  const next = missing.length === migrations.length ? missing : missing.slice(0, 1);
  for (const migration of next) await apply(run, migration);
  if (missing.length > 0) return false;
  for (const statement of ADOPTIONS) await run(statement);
  return true;
}

async function missingOf(run: RunSql, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  await run(`select pg_advisory_xact_lock(${LOCK_KEY})`);
  await run(`create table if not exists holdfast_migrations (
    name text primary key, hash text not null, applied_at timestamptz not null default now()
  )`);
  const applied = await run("select name, hash from holdfast_migrations");
  const hashes = new Map(applied.map((row) => [row["name"], row["hash"]]));
  for (const { name, hash } of migrations) {
    if ((hashes.get(name) ?? hash) === hash) continue;
    throw new Error(`migration ${name} was edited after this database applied it: add a new one instead`);
  }
  return migrations.filter(({ name }) => !hashes.has(name));
}

async function apply(run: RunSql, migration: Migration): Promise<void> {
  for (const statement of migration.statements) await run(statement);
  await run("insert into holdfast_migrations (name, hash) values ($1, $2)", [migration.name, migration.hash]);
}

async function readMigrations(): Promise<readonly Migration[]> {
  const journal = JSON.parse(await readFile(new URL("meta/_journal.json", FOLDER), "utf8")) as {
    entries: readonly { tag: string }[];
  };
  return Promise.all(journal.entries.map(({ tag }) => readMigration(tag)));
}

async function readMigration(name: string): Promise<Migration> {
  const text = await readFile(new URL(`${name}.sql`, FOLDER), "utf8");
  const statements = text.split("--> statement-breakpoint").map((statement) => statement.trim());
  const hash = createHash("sha256").update(text).digest("hex");
  return { name, hash, statements: statements.filter((statement) => statement !== "") };
}
