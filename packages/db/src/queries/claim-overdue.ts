/**
 * The sweep for deadlines. `check_at` is no later than the deadline of its match, so a short scan of its index finds
 * every match whose deadline may be over; those that turn out to have more time are put back to their deadline, the
 * others are hidden from other sweepers for a lease. Rows that somebody else has locked are left to the next sweep:
 * this statement never waits, so it can be part of no deadlock. The ids go on as an array: a join would be planned for a
 * tenth of the table, which is what a limit that is not known yet looks like.
 */
import type { DueMatch } from "@holdfast/engine";
import type { SqlPort } from "../sql-port.js";

/** Exported for the test that pins its plan. */
export const CLAIM_OVERDUE = `
with looked as materialized (
  select match_id from matches where check_at <= $1::int8 order by check_at limit $3::int4 for no key update skip locked
), claimed as (
  update matches m set check_at = case when m.deadline <= $1::int8 then $1::int8 + $2::int8 else m.deadline end
  where m.match_id = any(array(select match_id from looked))
  returning m.match_id, m.deadline
)
select match_id::text as match_id, deadline::float8 as deadline from claimed where deadline <= $1::int8 order by deadline`;

export interface OverdueClaim {
  readonly at: number;
  readonly leaseMs: number;
  readonly limit: number;
}

/** Matches whose deadline is at or before `at`, earliest first; each hidden from other claimers for `leaseMs`. */
export async function claimOverdue(sql: SqlPort, { at, leaseMs, limit }: OverdueClaim): Promise<readonly DueMatch[]> {
  const rows = await sql.write<{ match_id: string; deadline: number }>(0, CLAIM_OVERDUE, [at, leaseMs, limit]);
  return rows.map(({ match_id, deadline }) => ({ matchId: match_id, deadline }));
}
