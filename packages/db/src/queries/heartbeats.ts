/**
 * Heartbeats and outages. A beat is one statement, which begins with the row that all nodes share: whoever beats at the
 * same moment waits there, and finds it fresh. Of a gap only the first to beat afterwards can know, and keeps it. What
 * is kept is read by a second statement: the first sees what was committed when it began, and not what it waited for.
 */
import { type Heartbeat, type HeartbeatAnswer, type Outage, SILENT_NODE_MS } from "@holdfast/engine";
import type { SqlPort } from "../sql-port.js";

const NOW = "(extract(epoch from clock_timestamp()) * 1000)::int8";

/** $1 node, $2 gap, $3 blind since. A time that goes back, after a failover, is no gap. */
const BEAT = `
with service as (
  insert into heartbeats as h (node_id, beat_at, beat_before) values ('', ${NOW}, ${NOW})
  on conflict (node_id) do update set beat_before = h.beat_at, beat_at = greatest(h.beat_at, ${NOW})
  returning beat_before, beat_at
), own as (
  insert into heartbeats as h (node_id, beat_at, beat_before, blind_since)
  select $1, beat_at, beat_at, $3::int8 from service
  on conflict (node_id) do update set beat_before = h.beat_at, beat_at = excluded.beat_at,
    blind_before = h.blind_since, blind_since = excluded.blind_since
  returning beat_at, blind_before, blind_since
), found as (
  select 'service' as cause, beat_before as began, beat_at as ended from service where beat_at - beat_before > $2::int8
  union all
  select 'presence', blind_before, least(beat_at, coalesce(blind_since, beat_at)) from own
  where blind_before is distinct from blind_since
), kept as (
  insert into outages (node_id, cause, began_at, ended_at)
  select $1, cause, began, ended from found where ended > began
)
select beat_at::float8 as at from service`;

/** Everything at one moment: a node's blindness is either still on or kept, never neither. The newest of very many. */
const LEARN = `
select cause, began_at, ended_at from (
  select cause, began_at::float8 as began_at, ended_at::float8 as ended_at from outages
  where ended_at > $1::int8 order by ended_at desc limit 10000
) newest
union all
select case when beat_at > $3::int8 then 'blind' else 'silent' end, min(blind_since)::float8, null::float8
from heartbeats where node_id <> $2 and blind_since is not null group by 1
order by 2`;

/** A node that ended while it was blind: what it can say no more is kept for it, by whoever comes first. */
const KEEP_SILENT = `
with silent as (
  update heartbeats set blind_before = blind_since, blind_since = null
  where node_id in (
    select node_id from heartbeats where blind_since is not null and node_id <> $1 and beat_at <= $2::int8
    for update skip locked
  )
  returning blind_before, beat_at
)
insert into outages (node_id, cause, began_at, ended_at)
select $1, 'presence', blind_before, beat_at from silent where beat_at > blind_before`;

/** What nobody can need any more: nodes of days ago, and outages longer ago than any turn may last. */
const FORGET_NODES = `delete from heartbeats where node_id <> '' and beat_at < $1::int8`;
const FORGET_OUTAGES = `delete from outages where ended_at < $1::int8`;
const DAY_MS = 86_400_000;
const KEPT_MS = 90 * DAY_MS;

interface LearntRow {
  readonly cause: Outage["cause"] | "blind" | "silent";
  readonly began_at: number;
  readonly ended_at: number | null;
}

export async function beat(sql: SqlPort, { nodeId, blindSince, gapMs, since }: Heartbeat): Promise<HeartbeatAnswer> {
  const [row] = await sql.write<{ at: number }>(0, BEAT, [nodeId, gapMs, blindSince]);
  const at = row?.at ?? 0;
  const livesAfter = at - SILENT_NODE_MS;
  const learn = () => sql.admin<LearntRow>(LEARN, [since, nodeId, livesAfter]);
  if (since === 0) await forgetOld(sql, at);
  const first = await learn();
  const isOver = first.some(({ cause }) => cause === "silent");
  if (isOver) await sql.write(0, KEEP_SILENT, [nodeId, livesAfter]);
  return { at, ...learntFrom(isOver ? await learn() : first) };
}

function learntFrom(rows: readonly LearntRow[]): Pick<HeartbeatAnswer, "outages" | "blindSince"> {
  const outages = rows.flatMap(({ cause, began_at: from, ended_at: to }): readonly Outage[] =>
    (cause === "service" || cause === "presence") && to !== null ? [{ cause, from, to }] : [],
  );
  return { outages, blindSince: rows.find(({ cause }) => cause === "blind")?.began_at ?? null };
}

async function forgetOld(sql: SqlPort, at: number): Promise<void> {
  await sql.write(0, FORGET_NODES, [at - DAY_MS]);
  await sql.write(0, FORGET_OUTAGES, [at - KEPT_MS]);
}
