/** A replica takes over from a Postgres that is killed: without its last commits, or, where it is synchronous, with all. */
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { Chance } from "../../simulation/world/chance.js";
import { eventually } from "../../support/eventually.js";
import type { PostgresProcess } from "../../support/postgres-process.js";
import { readLogs } from "../history/read-logs.js";
import { ChaosProxy } from "../network/chaos-proxy.js";
import type { Arena } from "./arena.js";

export interface FailOver {
  /** For how long nothing reaches the replica before the end. */
  readonly lagMs: number;
  readonly isSynchronous: boolean;
}

/** How long is played on a synchronous replica before anything happens to it. */
const IN_STEP_MS = 3_000;
const WITHIN = { withinMs: 30_000, everyMs: 100 };

/** Resolves when all nodes are sent to what was the replica; with what was left behind. */
export async function failOver(arena: Arena, { lagMs, isSynchronous }: FailOver): Promise<string> {
  const old = arena.postgres;
  const stream = await ChaosProxy.open(old.port, new Chance("replication"));
  const replica = await old.replica(stream.port);
  await following(old, isSynchronous);
  stream.set({ holds: "both" });
  await pause(lagMs);
  await old.kill();
  await stream.close();
  await asked(replica, (sql) => sql`select pg_promote(true, 30)`);
  arena.turnTo(replica);
  return leftBehind(arena, old, isSynchronous);
}

async function following(old: PostgresProcess, isSynchronous: boolean): Promise<void> {
  await asked(old, async (sql) => {
    if (isSynchronous) {
      await sql`alter system set synchronous_standby_names = '*'`;
      await sql`select pg_reload_conf()`;
    }
    await eventually(async () => {
      const [row] = await sql<
        { state: string; sync_state: string }[]
      >`select state, sync_state from pg_stat_replication`;
      const isInStep = row?.state === "streaming" && (!isSynchronous || row.sync_state === "sync");
      return isInStep;
    }, WITHIN);
  });
  if (isSynchronous) await pause(IN_STEP_MS);
}

/** kill -9 loses nothing: what the old one had is read from it when nobody plays on it any more. */
async function leftBehind(arena: Arena, old: PostgresProcess, isSafe: boolean): Promise<string> {
  await old.start();
  const logs = await readLogs(old.url);
  await old.stop();
  arena.earlier.push({ logs, isSafe });
  const kept = new Set(
    (await readLogs(arena.postgres.url)).flatMap(({ commits }) => commits.map((one) => one.commit.hash)),
  );
  const lost = logs.flatMap(({ commits }) => commits).filter(({ commit }) => !kept.has(commit.hash));
  return `${lost.length} commits left behind`;
}

async function asked<T>(server: PostgresProcess, work: (sql: postgres.Sql) => PromiseLike<T>): Promise<T> {
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
