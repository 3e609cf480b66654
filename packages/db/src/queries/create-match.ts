import { hash } from "node:crypto";
import { type CreateOutcome, type NewMatch, sealOf } from "@holdfast/engine";
import type { SqlParam, SqlPort } from "../sql-port.js";

/** The first incarnation of every log. */
const FIRST_EPOCH = 1;

const CREATE_MATCH = `
with made as (
  insert into matches (
    match_id, game_id, rules_version, options, seat_count, host_id, commitment, created_at, seed, code, watch_key,
    visibility, creator_id, create_msg_id, create_payload_hash, seal, epoch, version, head_hash, status, deadline, check_at, to_move,
    snapshot_version, snapshot_hash, snapshot_state, updated_at
  ) values (
    $1::uuid, $2, $3::int4, $4, $5::int2, $6, $7, $8::int8, $9, $10, $11,
    $12, $13, $14, $15, $23, ${FIRST_EPOCH}, $16::int4, $17, $18, $19::int8, $19::int8, $20,
    $16::int4, $17, $21, (extract(epoch from now()) * 1000)::bigint
  )
  on conflict do nothing
  returning match_id
), seated as (
  insert into seats (match_id, seat, player_id, session_no)
  select made.match_id, h.n - 1, h.id, 0
  from made cross join json_array_elements_text($22::text::json) with ordinality h(id, n)
)
select match_id::text as match_id from made`;

const FIND_CREATED = `
select match_id::text as match_id, create_payload_hash as payload_hash
from matches where creator_id = $1 and create_msg_id = $2`;

const CODE_IS_TAKEN = `select 1 as taken from matches where code = $1`;

/** What an attempt to create found: `blocked` names neither a repeated create nor a code that is still taken. */
export type CreateAttempt = CreateOutcome | { readonly status: "blocked" };

/** One attempt. Not created may mean that an earlier attempt of the same call was: compare the match ids. */
export async function createMatch(sql: SqlPort, match: NewMatch): Promise<CreateAttempt> {
  const outcome = await insertMatch(sql, match);
  // What was in the way may have gone meanwhile: a match that ended gives its code back.
  return outcome.status === "blocked" ? insertMatch(sql, match) : outcome;
}

async function insertMatch(sql: SqlPort, match: NewMatch): Promise<CreateAttempt> {
  const made = await sql.write(0, CREATE_MATCH, paramsOf(match));
  return made.length > 0 ? { status: "created" } : whyNot(sql, match);
}

/** The match that came of an earlier create. */
export type Created = Omit<Extract<CreateOutcome, { status: "duplicate" }>, "status">;

/** What came of this msgId of this creator, or null: nothing. */
export async function findCreated(sql: SqlPort, creatorId: string, msgId: string): Promise<Created | null> {
  const found = await sql.read<{ match_id: string; payload_hash: string }>(FIND_CREATED, [creatorId, msgId]);
  const [first] = found;
  return first === undefined ? null : { matchId: first.match_id, payloadHash: first.payload_hash };
}

async function whyNot(sql: SqlPort, match: NewMatch): Promise<CreateAttempt> {
  const first = await findCreated(sql, match.creatorId, match.createMsgId);
  if (first !== null) return { status: "duplicate", ...first };
  const taken = await sql.read(CODE_IS_TAKEN, [match.code]);
  return taken.length > 0 ? { status: "code_taken" } : { status: "blocked" };
}

function paramsOf(match: NewMatch): readonly SqlParam[] {
  const { facts, head } = match;
  return [
    facts.matchId,
    facts.gameId,
    facts.rulesVersion,
    JSON.stringify(facts.options),
    facts.seatCount,
    facts.hostId,
    facts.commitment,
    facts.createdAt,
    match.seed,
    match.code,
    match.watchKey,
    match.visibility,
    match.creatorId,
    match.createMsgId,
    match.createPayloadHash,
    head.version,
    head.hash,
    head.state.status,
    head.state.deadline,
    JSON.stringify(head.state.toMove),
    JSON.stringify(head.state),
    JSON.stringify(head.state.seats),
    sealOf(match, (text) => hash("sha256", text)),
  ];
}
