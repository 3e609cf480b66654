/**
 * How much is stored. The database's own size does not shrink when rows go (their space is used again), so what lives
 * in it is estimated from a sample of its pages: all of them as long as they are few.
 */
import type { MatchStatus, StorageCounts, StorageUsage } from "@holdfast/engine";
import type { SqlPort } from "../sql-port.js";

const TABLES = ["matches", "commit_rows", "seats", "match_results", "players"] as const;
const ROW_BYTES = 28;
/** Pages of a table that are looked at, in bytes. */
const SAMPLED_BYTES = 32 * 1024 * 1024;

const SIZES = `
select pg_database_size(current_database())::float8 as database, ${TABLES.map(
  (table) =>
    `pg_relation_size('${table}')::float8 as ${table}, pg_total_relation_size('${table}')::float8 as ${table}_total`,
).join(", ")}`;

const COUNTS =
  "select status, count(*)::float8 as matches, sum(version)::float8 as commits from matches group by status";

interface CountRow {
  readonly status: MatchStatus;
  readonly matches: number;
  readonly commits: number;
}

export async function storageUsage(sql: SqlPort): Promise<StorageUsage> {
  const [sizes] = await sql.admin<Record<string, number>>(SIZES, []);
  let liveBytes = 0;
  let rowBytes = 0;
  for (const table of TABLES) {
    const rows = await rowBytesOf(sql, table, sizes?.[table] ?? 0);
    rowBytes += rows;
    // Indexes and what is kept beside the table are as large in proportion.
    liveBytes += rows * ((sizes?.[`${table}_total`] ?? 0) / Math.max(1, sizes?.[table] ?? 0));
  }
  const databaseBytes = sizes?.["database"] ?? 0;
  return { databaseBytes, liveBytes: Math.round(liveBytes), rowBytes: Math.round(rowBytes) };
}

export async function storageCounts(sql: SqlPort): Promise<StorageCounts> {
  const counts = await sql.admin<CountRow>(COUNTS, []);
  const ofStatus = new Map(counts.map(({ status, matches }) => [status, matches]));
  return {
    commits: counts.reduce((sum, { commits }) => sum + commits, 0),
    matches: {
      open: ofStatus.get("open") ?? 0,
      playing: ofStatus.get("playing") ?? 0,
      paused: ofStatus.get("paused") ?? 0,
      finished: ofStatus.get("finished") ?? 0,
      aborted: ofStatus.get("aborted") ?? 0,
    },
  };
}

async function rowBytesOf(sql: SqlPort, table: string, heap: number): Promise<number> {
  if (heap === 0) return 0;
  const percent = Math.min(100, (SAMPLED_BYTES / heap) * 100);
  const sample = `
select coalesce(sum(pg_column_size(t.*) + ${ROW_BYTES}), 0)::float8 as bytes
from ${table} t tablesample system (${percent.toFixed(4)})`;
  const [row] = await sql.admin<{ bytes: number }>(sample, []);
  return ((row?.bytes ?? 0) * 100) / percent;
}
