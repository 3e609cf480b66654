/** What one durable commit costs by itself: the part of a move's latency that no server can save. */
import postgres from "postgres";
import { percentile } from "./medians.js";

export interface CommitAlone {
  readonly p50: number;
  readonly p99: number;
}

const WARM_UP = 100;

/**
 * Autocommit inserts of a row the size of a move, one after the other, milliseconds each.
 * @param commits how many are timed
 */
export async function timeCommits(databaseUrl: string, commits: number): Promise<CommitAlone> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`create table commit_alone (id serial primary key, body jsonb not null)`;
    const body = JSON.stringify({ move: { type: "move", cell: 4 }, events: ["x".repeat(300)] });
    const times: number[] = [];
    for (let made = 0; made < commits + WARM_UP; made += 1) {
      const started = performance.now();
      await sql`insert into commit_alone (body) values (${body})`;
      if (made >= WARM_UP) times.push(performance.now() - started);
    }
    return { p50: percentile(times, 0.5) ?? 0, p99: percentile(times, 0.99) ?? 0 };
  } finally {
    await sql.end();
  }
}
