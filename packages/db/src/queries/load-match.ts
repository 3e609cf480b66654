import type { Json, MatchState, StoredMatch } from "@holdfast/engine";
import type { SqlPort } from "../sql-port.js";
import { isUuid } from "./is-uuid.js";
import { readCommits } from "./read-log.js";

/** The only statement that selects a seed. */
const LOAD_MATCH = `
select match_id::text as match_id, game_id, rules_version, options, seat_count, host_id, commitment,
  created_at::float8 as created_at, seed, code, watch_key, visibility, epoch,
  snapshot_version, snapshot_hash, snapshot_state
from matches where match_id = $1::uuid`;

interface LoadedRow {
  readonly match_id: string;
  readonly game_id: string;
  readonly rules_version: number;
  readonly options: string;
  readonly seat_count: number;
  readonly host_id: string | null;
  readonly commitment: string;
  readonly created_at: number;
  readonly seed: string;
  readonly code: string | null;
  readonly watch_key: string;
  readonly visibility: "private" | "public";
  readonly epoch: number;
  readonly snapshot_version: number;
  readonly snapshot_hash: string;
  readonly snapshot_state: string;
}

/** Longer than any tail can be, should snapshots ever have been missed. */
const WHOLE_TAIL = 2_147_483_647;

/** The snapshot is read before the tail: commits never change, so the two fit whatever is appended in between. */
export async function loadMatch(sql: SqlPort, matchId: string): Promise<StoredMatch | null> {
  if (!isUuid(matchId)) return null;
  const [row] = await sql.read<LoadedRow>(LOAD_MATCH, [matchId]);
  if (row === undefined) return null;
  const tail = await readCommits(sql, matchId, { after: row.snapshot_version, limit: WHOLE_TAIL });
  return { ...storedOf(row), tail: tail.map(({ commit }) => commit) };
}

function storedOf(row: LoadedRow): Omit<StoredMatch, "tail"> {
  return {
    facts: {
      matchId: row.match_id,
      gameId: row.game_id,
      rulesVersion: row.rules_version,
      options: JSON.parse(row.options) as Json,
      seatCount: row.seat_count,
      hostId: row.host_id,
      commitment: row.commitment,
      createdAt: row.created_at,
    },
    seed: row.seed,
    code: row.code,
    watchKey: row.watch_key,
    visibility: row.visibility,
    epoch: row.epoch,
    snapshot: {
      version: row.snapshot_version,
      hash: row.snapshot_hash,
      state: JSON.parse(row.snapshot_state) as MatchState,
    },
  };
}
