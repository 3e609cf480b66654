import {
  type HeadRow,
  IntegrityFault,
  type Json,
  type MatchState,
  type MatchStatus,
  type Outcome,
  type Seat,
  type StoredMatch,
} from "@holdfast/engine";
import type { SqlPort } from "../sql-port.js";
import { storedJson } from "../stored-json.js";
import { isUuid } from "./is-uuid.js";
import { MATCH_EPOCH } from "./log-life.js";

/** The only statement that selects a seed. */
const LOAD_MATCHES = `
select m.match_id::text as match_id, game_id, rules_version, options, seat_count, host_id, commitment,
  created_at::float8 as created_at, seed, code, watch_key, visibility, ${MATCH_EPOCH} as epoch, creator_id, create_msg_id,
  create_payload_hash, seal, snapshot_version, snapshot_hash, snapshot_state, version, head_hash, status,
  deadline::float8 as deadline, to_move, outcome, ended_at::float8 as ended_at,
  (select json_agg(json_build_array(s.seat, s.player_id, p.name) order by s.seat)::text
    from seats s left join players p using (player_id) where s.match_id = m.match_id) as holders,
  (select json_build_array(x.version, x.value)::text from settings x
    where x.scope = m.match_id::text and x.key = 'live') as settings
from json_array_elements_text($1::text::json) as q(id) join matches m on m.match_id = q.id::uuid`;

/** A match as it is stored, without its log. */
export interface LoadedRow {
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
  /** Null: the log has begun a life that was not entered yet. */
  readonly epoch: number | null;
  readonly creator_id: string;
  readonly create_msg_id: string;
  readonly create_payload_hash: string;
  readonly seal: string | null;
  readonly snapshot_version: number;
  readonly snapshot_hash: string;
  readonly snapshot_state: string;
  readonly version: number;
  readonly head_hash: string;
  readonly status: MatchStatus;
  readonly deadline: number | null;
  readonly to_move: string;
  readonly outcome: string | null;
  readonly ended_at: number | null;
  readonly holders: string | null;
  readonly settings: string | null;
}

/** For each id the row of its match, or null. What is in it is for whoever asked to read. */
export async function loadRows(sql: SqlPort, matchIds: readonly string[]): Promise<readonly (LoadedRow | null)[]> {
  const asked = new Set(matchIds.filter(isUuid).map((id) => id.toLowerCase()));
  if (asked.size === 0) return matchIds.map(() => null);
  const rows = await sql.read<LoadedRow>(LOAD_MATCHES, [JSON.stringify([...asked])]);
  const byId = new Map(rows.map((row) => [row.match_id, row]));
  return matchIds.map((id) => byId.get(id.toLowerCase()) ?? null);
}

/** @throws IntegrityFault when a JSON column is none. */
export function storedOf(row: LoadedRow & { readonly epoch: number }): Omit<StoredMatch, "tail"> {
  const state = storedJson<MatchState>(row.snapshot_state, at(row, "snapshot"));
  const seats = seatsOf(row);
  return {
    facts: {
      matchId: row.match_id,
      gameId: row.game_id,
      rulesVersion: row.rules_version,
      options: storedJson<Json>(row.options, at(row, "options")),
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
    snapshot: { version: row.snapshot_version, hash: row.snapshot_hash, state },
    headRow: headRowOf(row, seats),
    names: new Map(
      seats.flatMap(([, playerId, name]) => (playerId === null || name === null ? [] : [[playerId, name]])),
    ),
    created: { creatorId: row.creator_id, createMsgId: row.create_msg_id, createPayloadHash: row.create_payload_hash },
    ...settingsIn(row),
    seal: row.seal,
  };
}

function settingsIn({ match_id: scope, settings }: LoadedRow): Pick<StoredMatch, "settings"> {
  if (settings === null) return {};
  const [version, text] = JSON.parse(settings) as readonly [number, string];
  return { settings: { scope, version, text } };
}

function headRowOf(row: LoadedRow, seats: readonly SeatLine[]): HeadRow {
  return {
    version: row.version,
    hash: row.head_hash,
    status: row.status,
    deadline: row.deadline,
    toMove: storedJson<Seat[]>(row.to_move, at(row, "turn")),
    outcome: row.outcome === null ? null : storedJson<Outcome>(row.outcome, at(row, "outcome")),
    endedAt: row.ended_at,
    holders: seats.map(([, playerId]) => playerId),
  };
}

type SeatLine = readonly [seat: number, playerId: string | null, name: string | null];

function seatsOf(row: LoadedRow): readonly SeatLine[] {
  const seats = JSON.parse(row.holders ?? "[]") as readonly SeatLine[];
  if (seats.every(([seat], index) => seat === index)) return seats;
  throw new IntegrityFault(row.match_id, row.version, "its seats are not numbered from nought");
}

function at({ match_id: matchId, version }: LoadedRow, column: string) {
  return { matchId, version, column };
}
