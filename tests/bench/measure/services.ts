/** The bench's own throwaway Postgres and Redis: nobody else's work is in their processor time. */
import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { WANTED, findProgram } from "../../../scripts/services/find-program.mjs";
import { keepServices } from "../../../scripts/services/keep.mjs";
import { pinRunning } from "./pinning.js";
import { familyCpuMs, findDescendant } from "./proc-stat.js";

export interface Services {
  readonly redisUrl: string | null;
  /** A new empty database; its address. */
  freshDatabase(): Promise<string>;
  /** Processor time of all of Postgres so far, milliseconds. */
  postgresCpuMs(): number;
  redisCpuMs(): number | null;
  /** Moves both to the cores that are theirs now; connections made from now on follow. */
  place(): void;
  stop(): Promise<void>;
}

/** Starts them; without a redis-server on the machine, Postgres alone. @throws when there is no Postgres. */
export async function startServices(): Promise<Services> {
  const hasRedis = findProgram(WANTED.redis) !== null;
  const { environment, stop } = await keepServices(hasRedis ? ["postgres", "redis"] : ["postgres"]);
  const url = environment.HOLDFAST_TEST_DATABASE_URL ?? "";
  const postmaster = findDescendant("postgres");
  if (postmaster === null) throw new Error("Postgres runs, but its process was not found");
  const redis = hasRedis ? findDescendant("redis-server") : null;
  const place = (): void => {
    for (const pid of [postmaster, redis]) if (pid !== null) pinRunning("database", pid);
  };
  place();
  return {
    place,
    redisUrl: environment.HOLDFAST_TEST_REDIS_URL ?? null,
    freshDatabase: () => freshDatabase(url),
    postgresCpuMs: () => familyCpuMs(postmaster),
    redisCpuMs: () => (redis === null ? null : familyCpuMs(redis)),
    stop,
  };
}

async function freshDatabase(adminUrl: string): Promise<string> {
  const name = `bench_${randomBytes(6).toString("hex")}`;
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(`create database ${name}`);
  } finally {
    await sql.end();
  }
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}
