import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgresStore } from "./open-postgres.js";
import { createTestDatabase, type TestDatabase } from "./testing.js";

const FOLDER = new URL("../migrations/", import.meta.url);
/** The schema as it was before two migrations, the first of `settings` and the second of `commits`. */
const KNOWN_BEFORE = readdirSync(FOLDER).filter((name) => name.endsWith(".sql") && name < "0007");

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env["HOLDFAST_TEST_DATABASE_URL"] ?? "");
  await database.query(
    "create table holdfast_migrations (name text primary key, hash text not null, applied_at timestamptz default now())",
  );
  for (const file of KNOWN_BEFORE.toSorted()) {
    const text = readFileSync(new URL(file, FOLDER), "utf8");
    for (const statement of text.split("--> statement-breakpoint")) await database.query(statement);
    const hash = createHash("sha256").update(text).digest("hex");
    await database.query("insert into holdfast_migrations (name, hash) values ($1, $2)", [
      file.replace(".sql", ""),
      hash,
    ]);
  }
});
afterAll(() => database.drop());

/** Until somebody waits for a lock on this table. */
async function waitedFor(table: string): Promise<void> {
  for (let looks = 0; looks < 500; looks++) {
    const waiting = await database.query("select 1 from pg_locks where not granted and relation = $1::regclass", [
      table,
    ]);
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`nobody waits for ${table}`);
}

test("[DU9.1] migrations that change several tables do not deadlock with statements that have begun on them", async () => {
  const opening = await database.transaction(async (run) => {
    await run("select 1 from commits limit 1");
    const opened = openPostgresStore({ url: database.url });
    await waitedFor("commits");
    // What a statement of the build before does that reads both, in the other order than the migrations change them.
    await run("set local statement_timeout = 500");
    await run("select 1 from settings limit 1");
    return { opened };
  });
  const store = await opening.opened;
  await store.close();
  const [seen] = await database.query<{ readonly deadlocks: number }>(
    "select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()",
  );
  expect(seen).toEqual({ deadlocks: 0 });
  expect(await database.query("select relkind from pg_class where relname = 'commits'")).toEqual([{ relkind: "v" }]);
});
