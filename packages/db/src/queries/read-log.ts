import type { StoredCommit } from "@holdfast/engine";
import { COMMIT_COLUMNS, type CommitRow, commitOf } from "../commit-columns.js";
import type { SqlPort } from "../sql-port.js";
import { isUuid } from "./is-uuid.js";

const READ_COMMITS = `
select ${COMMIT_COLUMNS} from commits c
where c.match_id = $1::uuid and c.version > $2::int4
order by c.version limit $3::int4`;

/** Commits with `after < version`, in order. */
export async function readCommits(
  sql: SqlPort,
  matchId: string,
  range: { readonly after: number; readonly limit: number },
): Promise<readonly StoredCommit[]> {
  if (!isUuid(matchId)) return [];
  const rows = await sql.read<CommitRow>(READ_COMMITS, [matchId, range.after, range.limit]);
  return rows.map(commitOf);
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

interface VersionRow {
  readonly match_id: string;
  readonly version: number;
  readonly epoch: number;
}

const VERSIONS_OF = `
select m.match_id::text as match_id, m.version, m.epoch
from unnest(string_to_array($1, ',')::uuid[]) as wanted(match_id) join matches m using (match_id)`;

export async function versionsOf(
  sql: SqlPort,
  matchIds: readonly string[],
): Promise<ReadonlyMap<string, { version: number; epoch: number }>> {
  const known = matchIds.filter(isUuid);
  if (known.length === 0) return new Map();
  const rows = await sql.admin<VersionRow>(VERSIONS_OF, [known.join(",")]);
  return new Map(rows.map(({ match_id, version, epoch }) => [match_id, { version, epoch }]));
}
