/** The log of every match, as Postgres has it. */
import type { Json, StoredCommit } from "@holdfast/engine";
import postgres from "postgres";
import { COMMIT_COLUMNS, type CommitRow, commitOf } from "../../../packages/db/src/commit-columns.js";
import type { MatchLog } from "../../simulation/checker/history.js";

/** The database rounds its clock to whole milliseconds, a client's cuts them off. */
const ROUNDING_MS = 1;

interface MatchRow {
  readonly match_id: string;
  readonly game_id: string;
  readonly rules_version: number;
  readonly options: string;
  readonly seat_count: number;
  readonly host_id: string | null;
  readonly commitment: string;
  readonly seed: string;
  readonly epoch: number;
  readonly created_at: number;
}

export async function readLogs(url: string): Promise<MatchLog[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const matches = await sql.unsafe<MatchRow[]>(`
      select match_id::text as match_id, game_id, rules_version, options, seat_count, host_id, commitment, seed,
        greatest(epoch, (select (value::json->>'epoch')::int from settings where scope = 'server' and key = 'log')) as epoch,
        created_at::float8 as created_at
      from matches order by created_at, match_id`);
    const commits = new Map<string, StoredCommit[]>(matches.map(({ match_id }) => [match_id, []]));
    const rows = await sql.unsafe<CommitRow[]>(`select ${COMMIT_COLUMNS} from commits c order by match_id, version`);
    for (const row of rows) {
      const { commit, at } = commitOf(row);
      commits.get(row.match_id)?.push({ commit, at: at - ROUNDING_MS });
    }
    return matches.map((match) => logOf(match, commits.get(match.match_id) ?? []));
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function logOf(row: MatchRow, commits: readonly StoredCommit[]): MatchLog {
  const facts = {
    matchId: row.match_id,
    gameId: row.game_id,
    rulesVersion: row.rules_version,
    options: JSON.parse(row.options) as Json,
    seatCount: row.seat_count,
    hostId: row.host_id,
    commitment: row.commitment,
    createdAt: row.created_at,
  };
  return { facts, seed: row.seed, epoch: row.epoch, commits };
}
