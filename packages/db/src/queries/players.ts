import type { PlayerRow, Seat, SeatKey, SeatSession } from "@holdfast/engine";
import type { SqlPort } from "../sql-port.js";
import { StorageFault } from "../storage-fault.js";
import { isUuid } from "./is-uuid.js";

const PUT_PLAYER = `
insert into players as p (player_id, name, created_at, updated_at)
select $1, $2, t.now, t.now from (select (extract(epoch from now()) * 1000)::bigint as now) t
on conflict (player_id) do update set name = excluded.name, updated_at = excluded.updated_at
where p.name <> excluded.name`;

/** The player exists afterwards, under this name. */
export async function putPlayer(sql: SqlPort, player: PlayerRow): Promise<void> {
  await sql.write(0, PUT_PLAYER, [player.playerId, player.name]);
}

const PLAYERS = `
select p.player_id, p.name from json_array_elements_text($1::text::json) q(id) join players p on p.player_id = q.id`;

export async function playersOf(sql: SqlPort, playerIds: readonly string[]): Promise<ReadonlyMap<string, PlayerRow>> {
  if (playerIds.length === 0) return new Map();
  const rows = await sql.read<{ player_id: string; name: string }>(PLAYERS, [JSON.stringify(playerIds)]);
  return new Map(rows.map(({ player_id, name }) => [player_id, { playerId: player_id, name }]));
}

const SESSION_OF = `
select session_no from seats where match_id = $1::uuid and seat = $2::int2 and player_id = $3`;

const CLAIM_SEAT = `
update seats set session_no = session_no + 1
where match_id = $1::uuid and seat = $2::int2 and player_id = $3 and session_no = $4::int4
returning session_no`;

/** Whoever loses so often in a row is asked to come back. */
const MAX_LOST = 16;

/**
 * The new session's number, or null if the player does not hold that seat. Each claim follows on the number it has read:
 * one whose connection died, and which is carried out when it has been repeated already, changes nothing any more.
 */
export async function claimSeat(
  sql: SqlPort,
  { matchId, seat, playerId }: { readonly matchId: string; readonly seat: Seat; readonly playerId: string },
): Promise<number | null> {
  if (!isUuid(matchId)) return null;
  for (let lost = 0; lost < MAX_LOST; lost += 1) {
    const [last] = await sql.read<{ session_no: number }>(SESSION_OF, [matchId, seat, playerId]);
    if (last === undefined) return null;
    const claim = [matchId, seat, playerId, last.session_no];
    const [claimed] = await sql.write<{ session_no: number }>(0, CLAIM_SEAT, claim);
    if (claimed !== undefined) return claimed.session_no;
  }
  throw new StorageFault("conflict", "contended", "seats");
}

const SESSIONS_OF = `
select s.match_id::text as match_id, s.seat, s.player_id, s.session_no
from json_to_recordset($1::text::json) as q(match_id uuid, seat int2) join seats s using (match_id, seat)`;

interface SessionRow {
  readonly match_id: string;
  readonly seat: number;
  readonly player_id: string | null;
  readonly session_no: number;
}

/** Who holds those seats, and in which session. */
export async function sessionsOf(sql: SqlPort, seats: readonly SeatKey[]): Promise<readonly SeatSession[]> {
  const known = seats.filter(({ matchId }) => isUuid(matchId));
  if (known.length === 0) return [];
  const asked = JSON.stringify(known.map(({ matchId, seat }) => ({ match_id: matchId, seat })));
  const rows = await sql.read<SessionRow>(SESSIONS_OF, [asked]);
  return rows.map((row) => ({
    matchId: row.match_id,
    seat: row.seat,
    playerId: row.player_id,
    sessionNo: row.session_no,
  }));
}
