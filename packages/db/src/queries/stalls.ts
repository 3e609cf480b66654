import type { SqlPort } from "../sql-port.js";
import type { Stall, StallCount } from "../stall.js";

/** More than ever were: each stands for a node that ended. */
const MOST = 10_000;
const STALLS = `
select subject, actor_id, msg_id, count(*)::int4 as nodes from rules_stalls
group by subject, actor_id, msg_id limit ${MOST}`;

interface StallRow {
  readonly subject: string;
  readonly actor_id: string;
  readonly msg_id: string;
  readonly nodes: number;
}

export async function stallCounts(sql: SqlPort): Promise<readonly StallCount[]> {
  const rows = await sql.admin<StallRow>(STALLS, []);
  return rows.map(({ subject, actor_id, msg_id, nodes }) => ({ subject, actorId: actor_id, msgId: msg_id, nodes }));
}

const KEEP = `
insert into rules_stalls (subject, actor_id, msg_id, node_id, at) values ($1, $2, $3, $4, $5::int8) on conflict do nothing`;

export async function keepStall(sql: SqlPort, { subject, actorId, msgId, nodeId, at }: Stall): Promise<void> {
  await sql.write(0, KEEP, [subject, actorId, msgId, nodeId, at]);
}

const FORGET = "delete from rules_stalls where subject = $1 returning subject";

/** @returns how many there were. */
export async function forgetStalls(sql: SqlPort, subject: string): Promise<number> {
  return (await sql.write(0, FORGET, [subject])).length;
}
