/**
 * Lets go of matches that are over: whole, oldest first, in batches so small that nobody waits for them. The result stays
 * in history. A row that somebody has locked (an administrator undoes its end just now) is left to the next sweep.
 */
import type { Removed, RemoveOptions } from "@holdfast/engine";
import type { SqlPort } from "../sql-port.js";

/** Bytes of a row besides its columns: its header and its place in the page. */
const ROW_BYTES = 28;

/** The first is taken however long its log is. Exported for the test that pins its plan. */
export const REMOVE_FINISHED = `
with old as materialized (
  select match_id, version, ended_at from matches
  where ended_at <= $1::int8 and status in ('finished', 'aborted') order by ended_at limit $2::int4 for update skip locked
), chosen as materialized (
  select match_id from (
    select match_id, sum(version) over (order by ended_at, match_id) as commits, row_number() over (order by ended_at, match_id) as place
    from old
  ) ranked where commits <= $3::int8 or place = 1
), gone as (
  delete from matches m
  where m.match_id = any(array(select match_id from chosen)) and m.status in ('finished', 'aborted')
  returning m.match_id, pg_column_size(m.*) + ${ROW_BYTES} as bytes
), log as (
  delete from commit_rows c where c.match_id = any(array(select match_id from gone))
  returning pg_column_size(c.*) + ${ROW_BYTES} as bytes
), stalls as (
  delete from rules_stalls where subject = any(array(select match_id::text from gone))
), live_settings as (
  delete from settings where scope = any(array(select match_id::text from gone))
)
select (select count(*) from gone)::float8 as matches, (select count(*) from log)::float8 as commits,
  (coalesce((select sum(bytes) from gone), 0) + coalesce((select sum(bytes) from log), 0))::float8 as bytes`;

export async function removeFinished(sql: SqlPort, options: RemoveOptions): Promise<Removed> {
  const { endedBefore, maxMatches, maxCommits } = options;
  const [removed] = await sql.admin<Removed>(REMOVE_FINISHED, [endedBefore, maxMatches, maxCommits]);
  return removed ?? { matches: 0, commits: 0, bytes: 0 };
}
