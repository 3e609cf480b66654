/** B16: what a match of one game of tic-tac-toe takes where it is stored, without indexes. The same on every machine. */
import postgres from "postgres";
import type { Services } from "../measure/services.js";
import type { Metric } from "../measure/samples.js";
import { inSession, type Turn } from "../measure/session.js";
import type { Options } from "../options.js";

const STATE: Metric = {
  budget: "B16",
  key: "state",
  label: "state, most",
  unit: "B",
  digits: 0,
  compared: false,
};
const LOG: Metric = { ...STATE, key: "log", label: "whole log of a full board, most" };
const MATCHES: Metric = { ...STATE, key: "matches", label: "of so many", unit: "matches" };

const TABLES = 20;
const SECONDS = 4;
/** Two who joined and nine moves: the last one won. A drawn board is played on. */
const FULL_BOARD = 11;

/** One contender's turn; only of those that store anything. */
export async function storage(turn: Turn, options: Options): Promise<void> {
  const { services } = turn.start;
  if (services === null || !turn.contender.durable) return;
  let url = "";
  const watched: Services = { ...services, freshDatabase: async () => (url = await services.freshDatabase()) };
  await inSession({ ...turn, start: { ...turn.start, bestOf: 1, services: watched } }, async ({ call }) => {
    await call("open", TABLES);
    await call("play", { perSecond: 0, seconds: options.quick ? 2 : SECONDS });
    await measure(turn, url);
  });
}

async function measure({ samples, contender, round }: Turn, url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const at = { contender: contender.name, round };
  try {
    const [row] = await sql`
      select max(octet_length(m.snapshot_state)) as state, max(l.bytes) as log, count(*) as matches
      from matches m
      join (select match_id, sum(pg_column_size(c.*)) as bytes from commit_rows c group by match_id) l using (match_id)
      where m.status = 'finished' and m.version = ${FULL_BOARD}`;
    for (const metric of [STATE, LOG, MATCHES]) samples.add(metric, at, Number(row?.[metric.key]));
  } finally {
    await sql.end();
  }
}
