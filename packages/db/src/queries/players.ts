import type { PlayerRow, SeatKey, SeatSession } from "@holdfast/engine";
import { isPlainText } from "../commit-columns.js";
import type { SqlPort } from "../sql-port.js";
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

/** For each list of ids the players there are among them, all in one statement. */
export async function playersOf(
  sql: SqlPort,
  lists: readonly (readonly string[])[],
): Promise<readonly ReadonlyMap<string, PlayerRow>[]> {
  const ids = new Set(lists.flat().filter(isPlainText));
  if (ids.size === 0) return lists.map(() => new Map());
  const rows = await sql.read<{ player_id: string; name: string }>(PLAYERS, [JSON.stringify([...ids])]);
  const known = new Map(rows.map(({ player_id, name }) => [player_id, { playerId: player_id, name }]));
  return lists.map((list) => {
    const found = list.flatMap((id) => known.get(id) ?? []);
    return new Map(found.map((player) => [player.playerId, player]));
  });
}

/** The rows are locked in one order by all, whichever nodes claim the same seats at once. */
const CLAIM_SEATS = `
with held as (
  select s.match_id, s.seat, q.times
  from json_to_recordset($1::text::json) as q(match_id uuid, seat int2, player_id text, last int4, times int4)
    join seats s using (match_id, seat)
  where s.player_id = q.player_id and s.session_no = q.last
  order by s.match_id, s.seat for no key update of s
)
update seats s set session_no = s.session_no + held.times
from held where s.match_id = held.match_id and s.seat = held.seat
returning s.match_id::text as match_id, s.seat, s.player_id, s.session_no`;

export interface SeatClaimed extends SeatKey {
  readonly playerId: string;
}
/** Somebody else claimed the seat between the reading of its number and the claim that was to follow on it. */
export const CONTENDED = Symbol("contended");
export type Claimed = number | null | typeof CONTENDED;

/**
 * For each claim the new session's number, or null where the player does not hold that seat; of several claims of one
 * seat the later has the higher. Each follows on the number it has read: one whose connection died, and which is carried
 * out when it has been repeated already, changes nothing any more.
 */
export async function claimSeats(sql: SqlPort, claims: readonly SeatClaimed[]): Promise<readonly Claimed[]> {
  const last = await lastSessions(sql, claims);
  const times = new Map<string, number>();
  for (const claim of claims.map(keyOf)) if (last.has(claim)) times.set(claim, (times.get(claim) ?? 0) + 1);
  if (times.size === 0) return claims.map(() => null);
  const asked = [...times].map(([key, count]) => ({ ...JSON.parse(key), last: last.get(key), times: count }));
  const rows = await sql.write<SessionRow>(0, CLAIM_SEATS, [JSON.stringify(asked)]);
  const next = new Map(rows.map((row) => [keyOf(sessionOf(row)), row.session_no]));
  for (const [key, newest] of next) next.set(key, newest - (times.get(key) ?? 1));
  return claims.map(keyOf).map((key) => {
    const before = next.get(key);
    if (before === undefined) return last.has(key) ? CONTENDED : null;
    next.set(key, before + 1);
    return before + 1;
  });
}

/** The newest number of each seat that its claimant holds. */
async function lastSessions(sql: SqlPort, claims: readonly SeatClaimed[]): Promise<ReadonlyMap<string, number>> {
  const wanted = new Set(claims.map(keyOf));
  const sessions = await sessionsOf(sql, claims);
  const held = sessions.map((session) => [keyOf(session), session.sessionNo] as const);
  return new Map(held.filter(([key]) => wanted.has(key)));
}

/** Also what the statement is asked with. */
function keyOf({ matchId, seat, playerId }: SeatKey & { readonly playerId: string | null }): string {
  return JSON.stringify({ match_id: matchId.toLowerCase(), seat, player_id: playerId });
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
  return rows.map(sessionOf);
}

function sessionOf(row: SessionRow): SeatSession {
  return { matchId: row.match_id, seat: row.seat, playerId: row.player_id, sessionNo: row.session_no };
}
