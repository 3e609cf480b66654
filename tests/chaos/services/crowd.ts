/** Others who use the same Postgres, and not kindly. */
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";

const CUT_EVERY_MS = 300;
/** Connections that are left to everybody else. */
const LEFT = 4;

/** Terminates every connection of the nodes, again and again. */
export async function cutEverybody(url: string, forMs: number): Promise<void> {
  await as(url, async (sql) => {
    const until = Date.now() + forMs;
    do {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'holdfast'`;
      await pause(CUT_EVERY_MS);
    } while (Date.now() < until);
  });
}

/** Takes nearly all connections, and cuts off those who had one: there is no way for all of them to come back. */
export async function hogConnections(url: string, forMs: number): Promise<void> {
  await as(url, async (sql) => {
    const [row] = await sql<{ free: number }[]>`
      select current_setting('max_connections')::int - (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as free`;
    const hogs = Array.from({ length: Math.max(0, (row?.free ?? 0) - LEFT) }, () => connection(url));
    try {
      // One that finds no room any more has come too late: enough others did.
      await Promise.allSettled(hogs.map(async (hog) => void (await hog`select 1`)));
      await sql`select pg_terminate_backend(pid) from (
        select pid from pg_stat_activity where application_name = 'holdfast' order by pid limit 6) as unlucky`;
      await pause(forMs);
    } finally {
      await Promise.allSettled(hogs.map((hog) => hog.end({ timeout: 1 })));
    }
  });
}

/** Nobody reads or writes the log meanwhile. */
export async function lockLog(url: string, forMs: number): Promise<void> {
  await as(url, (sql) =>
    sql.begin(async (tx) => {
      await tx`lock table commits in access exclusive mode`;
      await pause(forMs);
    }),
  );
}

function connection(url: string): postgres.Sql {
  return postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5, connection: { application_name: "crowd" } });
}

async function as(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = connection(url);
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
