/** For tests: a database of one's own on a real server, gone afterwards. */
import { randomBytes } from "node:crypto";
import postgres from "postgres";

export interface TestDatabase {
  readonly url: string;
  /** Runs SQL as an onlooker, on a connection of its own. */
  query<Row extends object>(text: string, params?: readonly (string | number | null)[]): Promise<readonly Row[]>;
  /** Runs `work` between BEGIN and COMMIT, on a connection of its own. */
  transaction<T>(work: (run: (text: string) => Promise<unknown>) => Promise<T>): Promise<T>;
  /** Drops the database. @throws Error when a connection to it was left open. */
  drop(): Promise<void>;
}

/** Creates an empty database on the server of this URL, whose user must be allowed to. */
export async function createTestDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `holdfast_test_${randomBytes(6).toString("hex")}`;
  await onServer(serverUrl, (sql) => sql.unsafe(`create database ${name} encoding 'UTF8' template template0`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const onlooker = postgres(url.href, { max: 4, fetch_types: false, onnotice: () => {} });
  return {
    url: url.href,
    query: async <Row extends object>(text: string, params: readonly (string | number | null)[] = []) =>
      onlooker.unsafe<Row[]>(text, [...params]),
    transaction: async (work) => (await onlooker.begin((tx) => work((text) => tx.unsafe(text)))) as never,
    drop: async () => {
      await onlooker.end();
      await onServer(serverUrl, (sql) => dropDatabase(sql, name));
    },
  };
}

async function dropDatabase(sql: postgres.Sql, name: string): Promise<void> {
  const left = await connectionsTo(sql, name);
  await sql.unsafe(`drop database ${name} with (force)`);
  if (left.length > 0) throw new Error(`${left.length} connection(s) left open: ${left.join("; ")}`);
}

/** A backend lives on for a moment after its client has gone; one that stays was left open. */
async function connectionsTo(sql: postgres.Sql, name: string): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    // The database's own workers, autovacuum among them, come and go as they please.
    const rows = await sql<{ query: string }[]>`
      select query from pg_stat_activity where datname = ${name} and backend_type = 'client backend'`;
    if (rows.length === 0 || tries === 40) return rows.map(({ query }) => query.trim().slice(0, 60));
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function onServer(url: string, work: (sql: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
