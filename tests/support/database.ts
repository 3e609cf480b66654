/** A Postgres database of a test file's own, on the run's throwaway server. */
import { randomBytes } from "node:crypto";
import postgres from "postgres";

export interface OwnDatabase extends AsyncDisposable {
  readonly url: string;
  /** A connection of the test's own, to look at rows or to disturb. */
  readonly sql: postgres.Sql;
}

/** Creates an empty database; disposing drops it, whoever is still connected. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const server = process.env["HOLDFAST_TEST_DATABASE_URL"];
  if (server === undefined) throw new Error("run through vitest, whose setup starts a Postgres");
  const name = `hf_${randomBytes(6).toString("hex")}`;
  const admin = postgres(server, { max: 1, onnotice: () => {} });
  await admin.unsafe(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const sql = postgres(url.href, { max: 2, onnotice: () => {} });
  return {
    url: url.href,
    sql,
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 });
      await admin.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end({ timeout: 1 });
    },
  };
}
