/**
 * The fence: one autocommit statement that appends commits of many matches. A row goes in only if its match's
 * head is exactly the parent it was decided on, in the same epoch, and its (actor, msgId) is new; rows that lose
 * are simply not returned. Whatever the commit changes besides the log changes in the same statement.
 *
 * The heads are locked one by one in the order of the arrays (the lateral subquery cannot be planned in any
 * other way), and every node sorts its rows the same way: no two statements can wait for each other. The `update`
 * repeats the condition, because it is the one that decides; the lock before it only fixes the order.
 * The lookup of the msgId is a scalar subquery on purpose: as `not exists` it may become a hash of the log.
 */
import {
  APPEND_COLUMNS,
  type AppendValues,
  COLUMN_SEPARATOR,
  COMMIT_COLUMNS,
  type CommitRow,
  commitOf,
  NULL_MARK,
  SEPARATOR,
} from "../commit-columns.js";
import { IntegrityFault, type StoredCommit } from "@holdfast/engine";
import { LIFE_EPOCH } from "./log-life.js";
import type { SqlPort } from "../sql-port.js";

const NAMES = APPEND_COLUMNS.map(([name]) => name);
const LOGGED = NAMES.slice(0, 16).filter((name) => name !== "epoch");
/** As the log has them: hashes as bytes, and a parent's only where no row before has it. */
const STORED = LOGGED.filter((name) => !name.endsWith("hash"));

/** The values of one column, out of the text that brings all columns. */
function columnOf(type: string, index: number): string {
  return `string_to_array(c[${index + 1}], E'\\x1f', E'\\x1e')::${type}[]`;
}

/** The driver looks at the whole text for every statement, so it gets it without what is there for people. */
function terse(sql: string): string {
  return sql.replace(/--.*$/gm, "").replace(/\s+/g, " ").trim();
}

const FOLLOWS = `m.match_id = e.match_id and m.version = e.version - 1 and m.head_hash = e.parent_hash
      and e.epoch = greatest(m.epoch, (select epoch from life))`;

/** What only some commits change: who sits where, and the results in history. */
const SEATS_AND_RESULTS = `, seated as (
  update seats s set player_id = moved.new_holder, session_no = s.session_no + 1
  from moved
  where moved.changed_seat is not null and s.match_id = moved.match_id and s.seat = moved.changed_seat
), reopened as (
  delete from match_results where match_id = any(array(select match_id from moved where kind = 'rollback'))
), ended as (
  insert into match_results (match_id, game_id, outcome, players, version, started_at, ended_at)
  select match_id, game_id, outcome,
    (
      select coalesce(json_agg(json_build_object('seat', h.n - 1, 'playerId', h.id, 'name', p.name) order by h.n), '[]')::text
      from json_array_elements_text(moved.holders::json) with ordinality h(id, n)
      left join players p on p.player_id = h.id
    ),
    version, began_at, received_at
  from moved where outcome is not null
)`;

/** Postgres gets everything ready that a statement could do, also what none of its rows asks for. */
const appendStatement = (also: string) =>
  terse(`
with batch as materialized (
  select string_to_array($1, E'\\x1d') as c
), clock as materialized (
  select (extract(epoch from now()) * 1000)::bigint as at
), life as materialized (
  -- No epoch is the right one before a new life of the log was entered.
  select coalesce(${LIFE_EPOCH}, 2147483647) as epoch
), fenced as materialized (
  select e.*
  from batch cross join lateral unnest(
    ${APPEND_COLUMNS.map(([, type], i) => columnOf(type, i)).join(",\n    ")}
  ) with ordinality as e(${NAMES.join(", ")}, place)
  cross join lateral (
    select m.match_id
    from matches m
    where ${FOLLOWS}
      and (
        select c.version from commit_rows c
        where c.match_id = e.match_id and c.actor_id = e.actor_id and c.msg_id = e.msg_id
      ) is null
    for no key update
  ) head
), moved as (
  update matches m set
    version = e.version,
    head_hash = e.hash,
    status = e.status,
    deadline = e.deadline,
    check_at = case when e.status in ('finished', 'aborted') then null else least(m.check_at, e.deadline) end,
    to_move = e.to_move,
    outcome = e.outcome,
    snapshot_version = case when e.snapshot is null then m.snapshot_version else e.version end,
    snapshot_hash = case when e.snapshot is null then m.snapshot_hash else e.hash end,
    snapshot_state = coalesce(e.snapshot, m.snapshot_state),
    code = case when e.status in ('finished', 'aborted') then null else m.code end,
    started_at = coalesce(m.started_at, case when e.status in ('playing', 'paused', 'finished') then e.received_at end),
    ended_at = case when e.status in ('finished', 'aborted') then e.received_at end
  from fenced e
  where ${FOLLOWS}
  returning e.place, ${LOGGED.map((name) => `e.${name}`).join(", ")}, e.outcome, e.changed_seat, e.new_holder, e.holders,
    m.game_id, coalesce(m.started_at, m.created_at) as began_at, (select at from clock) as committed_at
), logged as (
  insert into commit_rows (${STORED.join(", ")}, parent_hash, hashes, committed_at)
  select ${STORED.join(", ")}, case version when 1 then parent_hash else '' end,
    decode(payload_hash || state_hash || hash, 'hex'), committed_at
  from moved
)${also}
select place::int4 as place, committed_at::float8 as at from moved`);

/** Exported for the test that pins their plans. The second is for rows that change a head and the log alone. */
export const APPEND_COMMITS = appendStatement(SEATS_AND_RESULTS);
export const APPEND_MOVES = appendStatement("");

export interface Appended {
  /** 1-based place of the row in the batch. */
  readonly place: number;
  readonly at: number;
}

const KIND = NAMES.indexOf("kind");
const CHANGED_SEAT = NAMES.indexOf("changed_seat");
const OUTCOME = NAMES.indexOf("outcome");

function isPlain(row: AppendValues): boolean {
  return row[CHANGED_SEAT] === NULL_MARK && row[OUTCOME] === NULL_MARK && row[KIND] !== "rollback";
}

/** All values, column by column, as one text: the driver takes a microsecond for each parameter. */
function columnsText(rows: readonly AppendValues[]): string {
  let text = "";
  for (let column = 0; column < APPEND_COLUMNS.length; column++) {
    if (column > 0) text += COLUMN_SEPARATOR;
    for (let row = 0; row < rows.length; row++) {
      text += (row === 0 ? "" : SEPARATOR) + (rows[row]?.[column] ?? NULL_MARK);
    }
  }
  return text;
}

/** Appends whatever passes the fence; the rows must be sorted by match id, at most one of each match. */
export function appendCommits(
  sql: SqlPort,
  writer: number,
  rows: readonly AppendValues[],
): Promise<readonly Appended[]> {
  return sql.write<Appended>(writer, rows.every(isPlain) ? APPEND_MOVES : APPEND_COMMITS, [columnsText(rows)]);
}

function arrayParam(type: string, index: number): string {
  return `string_to_array($${index + 1}, E'\\x1f', E'\\x1e')::${type}[]`;
}

const FIND_BY_MSG_IDS = `
select q.place::int4 as place, ${COMMIT_COLUMNS}
from unnest(${arrayParam("uuid", 0)}, ${arrayParam("text", 1)}, ${arrayParam("text", 2)})
  with ordinality as q(match_id, actor_id, msg_id, place)
join commits c on c.match_id = q.match_id and c.actor_id = q.actor_id and c.msg_id = q.msg_id`;

/** The commits that carry these rows' (actor, msgId), by 1-based place. A statement of its own: it sees who won. */
export async function findByMsgIds(
  sql: SqlPort,
  rows: readonly AppendValues[],
): Promise<ReadonlyMap<number, StoredCommit>> {
  const params = [0, 4, 6].map((column) => rows.map((row) => row[column] ?? NULL_MARK).join(SEPARATOR));
  const found = await sql.read<CommitRow & { readonly place: number }>(FIND_BY_MSG_IDS, params);
  return new Map(found.flatMap(intact));
}

/** A row that is not JSON any more explains nothing: its match is looked at when its log is read, the others go on. */
function intact(row: CommitRow & { readonly place: number }): readonly (readonly [number, StoredCommit])[] {
  try {
    return [[row.place, commitOf(row)]];
  } catch (fault) {
    if (fault instanceof IntegrityFault) return [];
    throw fault;
  }
}
