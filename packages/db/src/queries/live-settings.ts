/**
 * Settings that are changed while servers run. A change takes its number from a row that all changes lock: it is held
 * until the change is committed, so whoever reads a number has before it all that were given out earlier. One that loses
 * to another (its document is no longer of the version it was based on) uses a number up and changes nothing.
 */
import { SERVER_SCOPE, type SettingsChange, type SettingsNews, type StoredSettings } from "@holdfast/engine";
import type { SqlPort } from "../sql-port.js";
import { LIFE_EPOCH } from "./log-life.js";

const NOW = "(extract(epoch from clock_timestamp()) * 1000)::int8";

/** Nothing is made for a match that is gone. */
const CHANGE = `
with next as (
  insert into settings (scope, key, value, version, updated_at) values ('${SERVER_SCOPE}', 'changes', '', 1, ${NOW})
  on conflict (scope, key) do update set version = settings.version + 1, updated_at = excluded.updated_at
  returning version
), asked as (
  select $1::text as scope, case when $1::text <> '${SERVER_SCOPE}' then $1::text::uuid end as match_id
)
insert into settings (scope, key, value, version, updated_at)
select asked.scope, 'live', $2::text, next.version, ${NOW} from next, asked
where ($3::int8 = 0 or exists (select 1 from settings s where s.scope = asked.scope and s.key = 'live'))
  and (asked.match_id is null or exists (select 1 from matches m where m.match_id = asked.match_id))
on conflict (scope, key) do update
  set value = excluded.value, version = excluded.version, updated_at = excluded.updated_at
  where settings.version = $3::int8
returning version::float8 as version`;

const AFTER = `
select ${LIFE_EPOCH} as epoch,
  coalesce((select version from settings where scope = '${SERVER_SCOPE}' and key = 'changes'), 0)::float8 as newest,
  s.scope, s.version::float8 as version, s.value as text
from (values (1)) one left join settings s on s.version > $1::int8 and s.key = 'live'
order by s.version`;

const OF = `
select s.scope, s.version::float8 as version, s.value as text
from json_array_elements_text($1::text::json) as q(scope) join settings s on s.scope = q.scope and s.key = 'live'`;

interface NewsRow {
  readonly epoch: number | null;
  readonly newest: number;
  readonly scope: string | null;
  readonly version: number | null;
  readonly text: string | null;
}

/** Null while the log is in a life that was not entered yet. */
export async function settingsAfter(sql: SqlPort, version: number): Promise<SettingsNews | null> {
  const rows = await sql.admin<NewsRow>(AFTER, [version]);
  const [{ epoch, newest } = { epoch: null, newest: 0 }] = rows;
  return epoch === null ? null : { epoch, version: newest, changed: rows.flatMap(documentIn) };
}

function documentIn({ scope, version, text }: NewsRow): readonly StoredSettings[] {
  return scope === null || version === null || text === null ? [] : [{ scope, version, text }];
}

export function settingsOf(sql: SqlPort, scopes: readonly string[]): Promise<readonly StoredSettings[]> {
  return sql.read<StoredSettings>(OF, [JSON.stringify(scopes)]);
}

export async function changeSettings(sql: SqlPort, { scope, basedOn, text }: SettingsChange): Promise<number | null> {
  const [row] = await sql.write<{ version: number }>(0, CHANGE, [scope, text, basedOn]);
  return row?.version ?? null;
}
