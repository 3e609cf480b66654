/** Writes what changes nothing: it goes through exactly when a commit would. Each node rewrites the same row. */
export const WRITE_PROBE = `
insert into settings (scope, key, value, updated_at)
values ('server', 'probe', '', (extract(epoch from clock_timestamp()) * 1000)::bigint)
on conflict (scope, key) do update set updated_at = excluded.updated_at`;
