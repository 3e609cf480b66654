/**
 * The log audited where it is stored: versions without a gap, and every hash that of its row and of the hash before it.
 * As quick as that only where JSON is stored as it is hashed, with the keys of objects in their order; `npm run verify`
 * takes any, and follows the rules besides.
 */
import type { Sql } from "postgres";

/** What the hash of a row is of, as the engine writes it, where `parent` is the hash before it as hex digits. */
const textOf = (parent: string) => `concat('["holdfast/commit/1",', to_json(r.match_id::text), ',', r.version, ',',
  to_json(r.kind), ',', to_json(r.actor_id), ',', coalesce(r.seat::text, 'null'), ',', to_json(r.msg_id), ',"',
  encode(substr(r.hashes, 1, 32), 'hex'), '",', r.payload, ',', r.events, ',', r.draws, ',', r.received_at, ',',
  r.rules_version, ',"', ${parent}, '","', encode(substr(r.hashes, 33, 32), 'hex'), '"]')`;
const hashOf = (parent: string) => `sha256(convert_to(${textOf(parent)}, 'UTF8'))`;

const AUDIT = `
  select count(*)::int as rows,
    count(*) filter (where p.match_id is null and r.version > 1)::int as gaps,
    count(*) filter (where substr(r.hashes, 65) is distinct from
      ${hashOf("coalesce(nullif(r.parent_hash, ''), encode(substr(p.hashes, 65), 'hex'))")})::int as broken
  from commit_rows r left join commit_rows p on p.match_id = r.match_id and p.version = r.version - 1`;

export interface Audited {
  readonly rows: number;
  /** Rows without the row before them. */
  readonly gaps: number;
  /** Rows that are not what their hash says, or do not follow the row before them. */
  readonly broken: number;
}

export async function auditRows(sql: Sql): Promise<Audited> {
  const [found] = await sql.begin(async (tx) => {
    await tx`set local work_mem = '256MB'`;
    return tx.unsafe<Audited[]>(AUDIT);
  });
  if (found === undefined) throw new Error("the audit has not answered");
  return { ...found };
}

/** Writes a log of its own: so many matches of so many small commits each, chained as the engine chains them. */
export async function writeRows(sql: Sql, { matches, versions }: { matches: number; versions: number }): Promise<void> {
  // One connection: nobody else sees the heads of the chains.
  const one = await sql.reserve();
  try {
    await one.unsafe(`create temp table chains as select gen_random_uuid() as match_id, sha256(i::text::bytea) as hash
      from generate_series(1, ${matches}) i`);
    for (let version = 1; version <= versions; version += 1) {
      await one.unsafe(rowsOf(version));
      await one.unsafe(`update chains c set hash = substr(r.hashes, 65) from commit_rows r
        where r.match_id = c.match_id and r.version = ${version}`);
    }
    await one.unsafe("drop table chains");
    await one.unsafe("analyze commit_rows");
  } finally {
    one.release();
  }
}

function rowsOf(version: number): string {
  const [seat, cell] = [version % 2, version % 9];
  return `with made as (select c.match_id, c.hash as before, ${version} as version, 'move' as kind, 'player-${seat}' as actor_id,
      ${seat}::int2 as seat, md5(c.match_id::text || ${version}) as msg_id, '{"cell":${cell},"type":"move"}' as payload,
      '[{"cell":${cell},"seat":${seat},"type":"marked"}]' as events, '[]' as draws, 1800000000000 + ${version} as received_at,
      1 as rules_version, sha256('payload ${version}') || sha256(c.hash) as hashes from chains c)
    insert into commit_rows (match_id, version, kind, actor_id, seat, msg_id, payload, events, draws, received_at,
      rules_version, parent_hash, hashes, committed_at)
    select r.match_id, r.version, r.kind, r.actor_id, r.seat, r.msg_id, r.payload, r.events, r.draws, r.received_at,
      r.rules_version, ${version === 1 ? "encode(r.before, 'hex')" : "''"},
      r.hashes || ${hashOf("encode(r.before, 'hex')")}, r.received_at from made r`;
}
