/** What lists and lookups say about a match. Neither seed nor state is ever selected here. */
import type { MatchRow, MatchStatus, Outcome, RulesInPlay, Seat } from "@holdfast/engine";
import type { SqlPort } from "../sql-port.js";
import { isUuid } from "./is-uuid.js";
import { MATCH_EPOCH } from "./log-life.js";

const MATCH_COLUMNS = `m.match_id::text as match_id, m.code, m.watch_key, m.game_id, m.status, m.visibility, m.host_id,
  coalesce(${MATCH_EPOCH}, m.epoch) as epoch, m.version, m.to_move, m.deadline::float8 as deadline, m.outcome,
  m.created_at::float8 as created_at, m.started_at::float8 as started_at, m.ended_at::float8 as ended_at,
  coalesce(
    (select c.committed_at from commit_rows c where c.match_id = m.match_id and c.version = m.version), m.updated_at
  )::float8 as updated_at,
  (
    select json_agg(json_build_object('seat', s.seat, 'playerId', s.player_id, 'name', p.name) order by s.seat)::text
    from seats s left join players p on p.player_id = s.player_id where s.match_id = m.match_id
  ) as seats`;

interface ListedRow {
  readonly match_id: string;
  readonly code: string | null;
  readonly watch_key: string;
  readonly game_id: string;
  readonly status: MatchStatus;
  readonly visibility: "private" | "public";
  readonly host_id: string | null;
  readonly epoch: number;
  readonly version: number;
  readonly to_move: string;
  readonly deadline: number | null;
  readonly outcome: string | null;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly updated_at: number;
  readonly seats: string | null;
}

/** None for a row that makes no sense any more: whoever asks for that match is told, and the others are still listed. */
function matchRowOf(row: ListedRow): readonly MatchRow[] {
  const toMove = listed<Seat[]>(row.to_move);
  const outcome = listed<Outcome | null>(row.outcome ?? "null");
  return toMove === undefined || outcome === undefined ? [] : [wholeRow(row, toMove, outcome)];
}

function listed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

function wholeRow(row: ListedRow, toMove: readonly Seat[], outcome: Outcome | null): MatchRow {
  return {
    matchId: row.match_id,
    code: row.code,
    watchKey: row.watch_key,
    gameId: row.game_id,
    status: row.status,
    visibility: row.visibility,
    hostId: row.host_id,
    epoch: row.epoch,
    version: row.version,
    toMove,
    deadline: row.deadline,
    outcome,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    updatedAt: row.updated_at,
    seats: JSON.parse(row.seats ?? "[]") as MatchRow["seats"],
  };
}

export type MatchKey = { matchId: string } | { code: string } | { watchKey: string };

const FIND_BY_ID = `select ${MATCH_COLUMNS} from matches m where m.match_id = $1::uuid`;
const FIND_BY_CODE = `select ${MATCH_COLUMNS} from matches m where m.code = $1`;
const FIND_BY_WATCH_KEY = `select ${MATCH_COLUMNS} from matches m where m.watch_key = $1`;

/** The match, or null. A code finds a match only while it is live. */
export async function findMatch(sql: SqlPort, by: MatchKey): Promise<MatchRow | null> {
  if ("matchId" in by && !isUuid(by.matchId)) return null;
  const [row] = await ("matchId" in by
    ? sql.read<ListedRow>(FIND_BY_ID, [by.matchId])
    : "code" in by
      ? sql.read<ListedRow>(FIND_BY_CODE, [by.code])
      : sql.read<ListedRow>(FIND_BY_WATCH_KEY, [by.watchKey]));
  return row === undefined ? null : (matchRowOf(row)[0] ?? null);
}

const MATCHES_OF = `
select ${MATCH_COLUMNS} from matches m
where m.match_id in (
    select s.match_id from seats s where s.player_id = $1
    union all
    select h.match_id from matches h where h.host_id = $1
  )
  and ($2::int4 = 1 or m.status in ('open', 'playing', 'paused'))
order by m.created_at desc, m.match_id limit $3::int4`;

export async function matchesOf(
  sql: SqlPort,
  playerId: string,
  opts: { readonly finished: boolean; readonly limit: number },
): Promise<readonly MatchRow[]> {
  const rows = await sql.read<ListedRow>(MATCHES_OF, [playerId, opts.finished ? 1 : 0, opts.limit]);
  return rows.flatMap(matchRowOf);
}

const PUBLIC_MATCHES = `
select ${MATCH_COLUMNS} from matches m
where m.visibility = 'public' and m.status = $1
order by m.created_at desc limit $2::int4`;

export async function publicMatches(
  sql: SqlPort,
  opts: { readonly status: "open" | "playing"; readonly limit: number },
): Promise<readonly MatchRow[]> {
  const rows = await sql.read<ListedRow>(PUBLIC_MATCHES, [opts.status, opts.limit]);
  return rows.flatMap(matchRowOf);
}

/** A match has its code for exactly as long as it is not over, and codes have an index. */
const RULES_IN_PLAY = `
select m.game_id, m.rules_version, count(*)::int4 as matches,
  array_to_json((array_agg(m.match_id::text order by m.created_at desc))[1:20])::text as examples
from matches m where m.code is not null
group by m.game_id, m.rules_version order by m.game_id, m.rules_version`;

interface RulesRow {
  readonly game_id: string;
  readonly rules_version: number;
  readonly matches: number;
  readonly examples: string;
}

export async function rulesInPlay(sql: SqlPort): Promise<readonly RulesInPlay[]> {
  const rows = await sql.read<RulesRow>(RULES_IN_PLAY, []);
  return rows.map(({ game_id, rules_version, matches, examples }) => ({
    gameId: game_id,
    rulesVersion: rules_version,
    matches,
    examples: JSON.parse(examples) as string[],
  }));
}
