import type { HeadLine, StoredCommit } from "@holdfast/engine";
import { COMMIT_COLUMNS, type CommitRow, commitOf } from "../commit-columns.js";
import type { SqlPort } from "../sql-port.js";
import { isUuid } from "./is-uuid.js";
import { MATCH_EPOCH } from "./log-life.js";

/** One index scan for each question, however many are asked at once. */
const READ_COMMITS = `
select q.place, ${MATCH_EPOCH} as epoch, ${COMMIT_COLUMNS}
from json_to_recordset($1::text::json) as q(place int4, match_id uuid, after int4, most int4)
cross join lateral (
  select * from commits r where r.match_id = q.match_id and r.version > q.after order by r.version limit q.most
) c
left join matches m on m.match_id = q.match_id
order by q.place, c.version`;

/** Commits with `after < version`, at most `limit`. */
export interface LogRange {
  readonly matchId: string;
  readonly after: number;
  readonly limit: number;
}

/** A row, and the epoch in which it was read; null while the log has begun a life that was not entered yet. */
export interface RangeRow extends CommitRow {
  readonly epoch: number | null;
}

/** For each range its rows, in order. What is in a row is for whoever asked to read: it may not be what was stored. */
export async function readRanges(sql: SqlPort, ranges: readonly LogRange[]): Promise<readonly (readonly RangeRow[])[]> {
  const found: RangeRow[][] = ranges.map(() => []);
  const asked = ranges.flatMap(({ matchId, after, limit }, place) =>
    isUuid(matchId) ? [{ place, match_id: matchId, after, most: limit }] : [],
  );
  if (asked.length === 0) return found;
  const rows = await sql.read<RangeRow & { readonly place: number }>(READ_COMMITS, [JSON.stringify(asked)]);
  for (const row of rows) found[row.place]?.push(row);
  return found;
}

const FIND_COMMIT = `
select ${COMMIT_COLUMNS} from commits c
where c.match_id = $1::uuid and c.actor_id = $2 and c.msg_id = $3`;

export async function findCommit(
  sql: SqlPort,
  key: { readonly matchId: string; readonly actorId: string; readonly msgId: string },
): Promise<StoredCommit | null> {
  if (!isUuid(key.matchId)) return null;
  const [row] = await sql.read<CommitRow>(FIND_COMMIT, [key.matchId, key.actorId, key.msgId]);
  return row === undefined ? null : commitOf(row);
}

interface HeadLineRow {
  readonly match_id: string;
  readonly version: number;
  readonly epoch: number | null;
  readonly hash: string;
}

const VERSIONS_OF = `
select m.match_id::text as match_id, m.version, ${MATCH_EPOCH} as epoch, m.head_hash as hash
from unnest(string_to_array($1, ',')::uuid[]) as wanted(match_id) join matches m using (match_id)`;

/** Null: the log has begun a life that was not entered yet. */
export async function versionsOf(
  sql: SqlPort,
  matchIds: readonly string[],
): Promise<ReadonlyMap<string, HeadLine> | null> {
  const known = matchIds.filter(isUuid);
  if (known.length === 0) return new Map();
  const rows = await sql.admin<HeadLineRow>(VERSIONS_OF, [known.join(",")]);
  const lines = new Map<string, HeadLine>();
  for (const { match_id, version, epoch, hash } of rows) {
    if (epoch === null) return null;
    lines.set(match_id, { version, epoch, hash });
  }
  return lines;
}
