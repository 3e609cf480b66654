/**
 * Heartbeats and outages. A beat is one statement, which begins with the row that all nodes share: whoever beats at the
 * same moment waits there, and finds it fresh. Of a gap only the first to beat afterwards can know, and keeps it. What
 * is kept is read by a second statement: the first sees what was committed when it began, and not what it waited for.
 * Both are sent at once, and carried out one after the other.
 */
import {
  type Heard,
  type Heartbeat,
  type HeartbeatAnswer,
  LOST_NODE_MS,
  NODE_GAP_MS,
  type OpenRequest,
  type Outage,
  SILENT_NODE_MS,
  type UnsaidSeat,
} from "@holdfast/engine";
import type { SqlPort } from "../sql-port.js";

const NOW = "(extract(epoch from clock_timestamp()) * 1000)::int8";

/** $1 node, $2 gap, $3 blind since, $4 heard until, $5 what is open. A time that goes back, after a failover, is no gap. */
const BEAT = `
with service as (
  insert into heartbeats as h (node_id, beat_at, beat_before) values ('', ${NOW}, ${NOW})
  on conflict (node_id) do update set beat_before = h.beat_at, beat_at = greatest(h.beat_at, ${NOW})
  returning beat_before, beat_at
), own as (
  insert into heartbeats as h (node_id, beat_at, beat_before, blind_since, heard_until, open_requests)
  select $1, beat_at, beat_at, $3::int8, $4::int8, $5::text from service
  on conflict (node_id) do update set beat_before = h.beat_at, beat_at = excluded.beat_at,
    blind_before = h.blind_since, blind_since = excluded.blind_since,
    heard_until = excluded.heard_until, open_requests = excluded.open_requests
  returning beat_before, beat_at, blind_before, blind_since
), found as (
  select 'service' as cause, beat_before as began, beat_at as ended from service where beat_at - beat_before > $2::int8
  union all
  select 'presence', blind_before, least(beat_at, coalesce(blind_since, beat_at)) from own
  where blind_before is distinct from blind_since
  union all
  select 'node', beat_before, beat_at from own where beat_at - beat_before > ${NODE_GAP_MS}
), kept as (
  insert into outages (node_id, cause, began_at, ended_at)
  select $1, cause, began, ended from found where ended > began
)
select beat_at::float8 as at from service`;

/**
 * Everything at one moment: a node's blindness, or silence, is either still on or kept, never neither. The newest of
 * very many. $1 since, $2 node, $3 the silence after which a node does not count as alive; a blind one does for longer.
 */
const LEARN = `
with service as (select beat_at as at from heartbeats where node_id = '')
select cause, began_at, ended_at, node_id, null as open from (
  select cause, began_at::float8 as began_at, ended_at::float8 as ended_at, node_id from outages
  where ended_at > $1::int8 order by ended_at desc limit 10000
) newest
union all
select case when beat_at > at - ${SILENT_NODE_MS} then 'blind' else 'blind no more' end, min(blind_since)::float8, null, null, null
from heartbeats, service where node_id <> $2 and blind_since is not null group by 1
union all
select 'heard', min(heard_until)::float8, null, null, '[' || string_agg(nullif(open_requests, ''), ',') || ']'
from heartbeats, service where node_id <> $2 and heard_until is not null and beat_at > at - $3::int8 having count(*) > 0
union all
select 'silent', beat_at::float8, null, node_id, null
from heartbeats, service where node_id <> $2 and heard_until is not null and beat_at <= at - $3::int8
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

/** A node that is waited for no longer: its silence is kept, by whoever comes first; the others wait, to learn of it at once. */
const KEEP_LOST = `
with lost as (
  update heartbeats set heard_until = null
  where node_id in (
    select node_id from heartbeats where heard_until is not null and beat_at <= $1::int8 order by node_id for update
  )
  returning node_id, beat_at
)
insert into outages (node_id, cause, began_at, ended_at) select node_id, 'node', beat_at, $2::int8 from lost`;

/** What nobody can need any more: nodes of days ago, and outages longer ago than any turn may last. */
const FORGET_NODES = `delete from heartbeats where node_id <> '' and beat_at < $1::int8`;
const FORGET_OUTAGES = `delete from outages where ended_at < $1::int8`;
const DAY_MS = 86_400_000;
const KEPT_MS = 90 * DAY_MS;

interface LearntRow {
  readonly cause: Outage["cause"] | "blind" | "blind no more" | "heard" | "silent";
  readonly began_at: number;
  readonly ended_at: number | null;
  readonly node_id: string | null;
  readonly open: string | null;
}

export async function beat(
  sql: SqlPort,
  { nodeId, blindSince, gapMs, since, heard }: Heartbeat,
): Promise<HeartbeatAnswer> {
  const said = heard ? [heard.until, textOf(heard)] : [null, null];
  const write = { text: BEAT, params: [nodeId, gapMs, blindSince, ...said] };
  const learn = { text: LEARN, params: [since, nodeId, gapMs] };
  const [[row], first] = await sql.writeThenRead<{ at: number }, LearntRow>(0, write, learn);
  const at = row?.at ?? 0;
  const isFirst = since === 0;
  if (isFirst) await forgetOld(sql, at);
  const isOther = (await keepEnded(sql, first, { nodeId, at })) || isFirst;
  return { at, ...learntFrom(isOther ? await sql.admin<LearntRow>(learn.text, learn.params) : first) };
}

/** Whether something was to be kept of nodes that can say no more. */
async function keepEnded(
  sql: SqlPort,
  rows: readonly LearntRow[],
  { nodeId, at }: { readonly nodeId: string; readonly at: number },
): Promise<boolean> {
  const hasBlind = rows.some(({ cause }) => cause === "blind no more");
  const hasLost = rows.some(({ cause, began_at }) => cause === "silent" && began_at <= at - LOST_NODE_MS);
  if (hasBlind) await sql.write(0, KEEP_SILENT, [nodeId, at - SILENT_NODE_MS]);
  if (hasLost) await sql.write(0, KEEP_LOST, [at - LOST_NODE_MS, at]);
  return hasBlind || hasLost;
}

/** A build of before reads the unsaid as requests that came at no time, and waits for none of them. */
function textOf({ open, unsaid = [] }: Heard): string {
  return JSON.stringify([...open, ...unsaid]).slice(1, -1);
}

function heardFrom(until: number, text: string | null): Heard {
  const said = JSON.parse(text ?? "[]") as readonly (OpenRequest | UnsaidSeat)[];
  const open: OpenRequest[] = [];
  const unsaid: UnsaidSeat[] = [];
  for (const one of said) {
    if ("since" in one) open.push(one);
    else unsaid.push(one);
  }
  return { until, open, unsaid };
}

function learntFrom(rows: readonly LearntRow[]): Omit<HeartbeatAnswer, "at"> {
  const said = rows.find(({ cause }) => cause === "heard");
  return {
    outages: rows.flatMap(outageIn),
    blindSince: rows.find(({ cause }) => cause === "blind")?.began_at ?? null,
    others: said ? heardFrom(said.began_at, said.open) : null,
    silent: rows.flatMap(({ cause, began_at, node_id }) =>
      cause === "silent" && node_id !== null ? [{ nodeId: node_id, since: began_at }] : [],
    ),
  };
}

function outageIn({ cause, began_at: from, ended_at: to, node_id: nodeId }: LearntRow): readonly Outage[] {
  if (to === null) return [];
  if (cause === "node" && nodeId !== null) return [{ cause, from, to, nodeId }];
  return cause === "service" || cause === "presence" ? [{ cause, from, to }] : [];
}

async function forgetOld(sql: SqlPort, at: number): Promise<void> {
  await sql.write(0, FORGET_NODES, [at - DAY_MS]);
  await sql.write(0, FORGET_OUTAGES, [at - KEPT_MS]);
}
