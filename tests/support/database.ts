/** A Postgres database of a test file's own, on the run's throwaway server. */
import { randomBytes } from "node:crypto";
import postgres from "postgres";

export interface OwnDatabase extends AsyncDisposable {
  readonly url: string;
  /** A connection of the test's own, to look at rows or to disturb. */
  readonly sql: postgres.Sql;
  /** Cuts everybody's connections and lets nobody in again, until it is told otherwise: an outage. */
  setReachable(reachable: boolean): Promise<void>;
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
    async setReachable(reachable) {
      await admin.unsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${reachable}`);
      if (!reachable) await admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name}`;
    },
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 });
      await admin.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end({ timeout: 1 });
    },
  };
}
