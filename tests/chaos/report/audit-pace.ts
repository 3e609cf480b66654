/** How long it takes Postgres to audit a log of a million rows, in one of its own that is thrown away. */
import postgres from "postgres";
import { openPostgresStore } from "@holdfast/db";
import { PostgresProcess } from "../../support/postgres-process.js";
import { auditRows, writeRows } from "./audit-sql.js";
import type { AuditPace } from "./result.js";

const ROWS = { matches: 10_000, versions: 100 };

export async function auditPace(): Promise<AuditPace> {
  const server = await PostgresProcess.start();
  try {
    const store = await openPostgresStore({ url: server.url });
    await store.close();
    const sql = postgres(server.url, { max: 1, onnotice: () => {} });
    try {
      await writeRows(sql, ROWS);
      const began = performance.now();
      const audited = await auditRows(sql);
      return { ...audited, seconds: (performance.now() - began) / 1000 };
    } finally {
      await sql.end({ timeout: 5 });
    }
  } finally {
    await server.stop();
  }
}
