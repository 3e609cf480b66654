/**
 * Brings a database to this version's schema. The files are drizzle-kit's; the journal gives their order. All of it
 * happens in one transaction under an advisory lock, so that nodes booting together wait instead of racing.
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
  await sql.transaction(async (run) => {
    await run(`select pg_advisory_xact_lock(${LOCK_KEY})`);
    await run(`create table if not exists holdfast_migrations (
      name text primary key, hash text not null, applied_at timestamptz not null default now()
    )`);
    const applied = await run("select name, hash from holdfast_migrations");
    const hashes = new Map(applied.map((row) => [row["name"], row["hash"]]));
    for (const migration of migrations) await applyOnce(run, migration, hashes.get(migration.name));
    for (const statement of ADOPTIONS) await run(statement);
  });
}

async function applyOnce(run: RunSql, migration: Migration, appliedHash: unknown): Promise<void> {
  if (appliedHash === migration.hash) return;
  if (appliedHash !== undefined) {
    throw new Error(`migration ${migration.name} was edited after this database applied it: add a new one instead`);
  }
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
