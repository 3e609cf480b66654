/**
 * The lives of the log. Postgres may legally take back what it acknowledged: a replica that lagged is promoted, or a
 * backup is brought to a point in time. Both begin a new timeline. The life that counts is kept in one row of the
 * settings, with the timeline it is of; when the server writes another timeline, a new life begins, once, whoever
 * notices. Every match is in the epoch of its own row or in that of the log's life, whichever is later, and the append
 * statement lets nothing in while the two timelines differ: no commit of a new life is ever told under an old epoch.
 *
 * `pg_control_checkpoint()` would name the old timeline for minutes: it tells that of the last checkpoint. The name of
 * the segment being written is always that of now. It fails on a server that is still a replica, which is no one to ask.
 */
import type { HeadLine } from "@holdfast/engine";
import type { SqlPort } from "../sql-port.js";

const TIMELINE = "('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int4";

/** SQL: the epoch of the log's life; null when a new life has begun and was not entered yet. */
export const LIFE_EPOCH = `(
    select case when (s.value::json->>'timeline')::int4 = ${TIMELINE} then (s.value::json->>'epoch')::int4 end
    from settings s where s.scope = 'server' and s.key = 'log'
  )`;

/** SQL: the epoch of the match `m`; null when a new life has begun and was not entered yet. */
export const MATCH_EPOCH = `case when ${LIFE_EPOCH} is not null then greatest(m.epoch, ${LIFE_EPOCH}) end`;

/**
 * SQL: the number of a new epoch after this one: the second in which it begins, counted from 2026 on. A number that was
 * taken from one more than the last would be given out twice where the log forgot that it had been.
 */
function epochAfter(last: string): string {
  return `greatest(${last} + 1, extract(epoch from clock_timestamp())::int8 - 1767225600)::int4`;
}

/** Writes nothing when the life that counts is of this timeline. The first one of all is number 1. */
const ENTER_LIFE = `
insert into settings (scope, key, value, updated_at)
values ('server', 'log', json_build_object('epoch', 1, 'timeline', ${TIMELINE})::text,
  (extract(epoch from clock_timestamp()) * 1000)::int8)
on conflict (scope, key) do update set
  value = json_build_object(
    'epoch', ${epochAfter("(settings.value::json->>'epoch')::int4")}, 'timeline', ${TIMELINE}
  )::text,
  updated_at = excluded.updated_at
where (settings.value::json->>'timeline')::int4 <> ${TIMELINE}
returning (value::json->>'epoch')::int4 as epoch`;

/** Enters the life that the log has begun, if nobody has yet. @returns its epoch when this call did; else null. */
export async function enterLife(sql: SqlPort): Promise<number | null> {
  const [row] = await sql.write<{ epoch: number }>(0, ENTER_LIFE, []);
  return row?.epoch ?? null;
}

/** Only where the log itself shows that it was taken back: a match whose creation is all there is cannot have been. */
const BEGIN_EPOCH = `
update matches m set epoch = ${epochAfter("greatest($2::int4, m.epoch)")}
where m.match_id = $1::uuid and ${MATCH_EPOCH} <= $2::int4
  and (
    ${MATCH_EPOCH} < $2::int4
    or $3::int4 > 0 and (
      select c.hash from commits c where c.match_id = $1::uuid and c.version = $3::int4
    ) is distinct from $4
  )
returning m.epoch`;

/** Begins a new epoch of this match if its log does not have what was told. @returns whether this call did. */
export async function beginEpoch(sql: SqlPort, matchId: string, told: HeadLine): Promise<boolean> {
  const rows = await sql.write(0, BEGIN_EPOCH, [matchId, told.epoch, told.version, told.hash]);
  return rows.length > 0;
}
