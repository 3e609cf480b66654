import { commitHashOf } from "@holdfast/engine";
import { openPostgresStore } from "@holdfast/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { COMMIT_COLUMNS, type CommitRow, commitOf } from "../../../packages/db/src/commit-columns.js";
import { type OwnDatabase, ownDatabase } from "../../support/database.js";
import { auditRows, writeRows } from "./audit-sql.js";

let database: OwnDatabase;
beforeAll(async () => {
  database = await ownDatabase();
  const store = await openPostgresStore({ url: database.url });
  await store.close();
  await writeRows(database.sql, { matches: 20, versions: 10 });
});
afterAll(() => database[Symbol.asyncDispose]());

test("[DU4.1] rows made for an audit are chained as the engine chains commits", async () => {
  const rows = await database.sql.unsafe<CommitRow[]>(
    `select ${COMMIT_COLUMNS} from commits c order by match_id, version`,
  );
  const commits = rows.map((row) => commitOf(row).commit);
  expect(commits).toHaveLength(200);
  for (const commit of commits) expect(commitHashOf(commit)).toBe(commit.hash);
});

test("[DU4.1] an audit in SQL finds nothing in a sound log, a row that was changed, and one that is missing", async () => {
  const { sql } = database;
  expect(await auditRows(sql)).toEqual({ rows: 200, gaps: 0, broken: 0 });
  const [row] = await sql`select match_id from commit_rows limit 1`;
  const matchId = String(row?.["match_id"]);
  await sql`update commit_rows set payload = '{"cell":8,"type":"move"}' where match_id = ${matchId} and version = 4`;
  expect(await auditRows(sql)).toEqual({ rows: 200, gaps: 0, broken: 1 });
  await sql`delete from commit_rows where match_id = ${matchId} and version = 4`;
  // What came after it follows nothing any more.
  expect(await auditRows(sql)).toEqual({ rows: 199, gaps: 1, broken: 1 });
});
