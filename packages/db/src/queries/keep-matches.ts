/** What those who run a server ask of storage: see `MatchKeeper` in the engine. */
import type { Json, MatchHistory, Outcome } from "@holdfast/engine";
import type { SqlPort } from "../sql-port.js";
import { storedJson } from "../stored-json.js";
import { isUuid } from "./is-uuid.js";

const MATCH_IDS = `
select match_id::text as match_id from matches where match_id > $1::uuid order by match_id limit $2::int4`;
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

export async function matchIds(sql: SqlPort, after: string | null, limit: number): Promise<readonly string[]> {
  const rows = await sql.admin<{ match_id: string }>(MATCH_IDS, [after ?? BEFORE_ALL, limit]);
  return rows.map(({ match_id }) => match_id);
}

const HISTORY = `
select m.started_at::float8 as started_at, r.game_id, r.outcome, r.players, r.version,
  r.started_at::float8 as began_at, r.ended_at::float8 as ended_at
from matches m left join match_results r on r.match_id = m.match_id where m.match_id = $1::uuid`;

interface HistoryRow extends ResultRow {
  readonly started_at: number | null;
  readonly game_id: string | null;
}
interface ResultRow {
  readonly outcome: string;
  readonly players: string;
  readonly version: number;
  readonly began_at: number;
  readonly ended_at: number;
}

/** @throws IntegrityFault when a JSON column is none. */
export async function historyOf(sql: SqlPort, matchId: string): Promise<MatchHistory | null> {
  if (!isUuid(matchId)) return null;
  const [row] = await sql.read<HistoryRow>(HISTORY, [matchId]);
  if (row === undefined) return null;
  const { started_at: startedAt, game_id: gameId } = row;
  return { startedAt, result: gameId === null ? null : resultIn(row, matchId, gameId) };
}

const RESULT = `
select game_id, outcome, players, version, started_at::float8 as began_at, ended_at::float8 as ended_at
from match_results where match_id = $1::uuid`;

/** @throws IntegrityFault when a JSON column is none. */
export async function resultOf(sql: SqlPort, matchId: string): Promise<MatchHistory["result"]> {
  if (!isUuid(matchId)) return null;
  const [row] = await sql.read<ResultRow & { readonly game_id: string }>(RESULT, [matchId]);
  return row === undefined ? null : resultIn(row, matchId, row.game_id);
}

function resultIn(row: ResultRow, matchId: string, gameId: string): MatchHistory["result"] {
  const at = (column: string) => ({ matchId, version: row.version, column });
  return {
    matchId,
    gameId,
    outcome: storedJson<Outcome>(row.outcome, at("outcome in history")),
    players: storedJson<Json>(row.players, at("players in history")),
    version: row.version,
    startedAt: row.began_at,
    endedAt: row.ended_at,
  };
}
