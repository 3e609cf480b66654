/** B1 and B2: processor time per move, of the server and of Postgres, at the same open-loop load for everybody. */
import type { PlayResult } from "../generator/calls.js";
import { cpuMs } from "../measure/proc-stat.js";
import type { Metric } from "../measure/samples.js";
import { inSession, type Session, type Turn } from "../measure/session.js";
import type { Options } from "../options.js";
import { warmUp } from "./warm-up.js";

const GAMES = [50, 500] as const;

function metric(key: string, label: string, more: Partial<Metric>): Metric {
  return { budget: "B1", unit: "µs", digits: 0, compared: false, key, label, ...more };
}

const SERVER: Readonly<Record<number, Metric>> = {
  50: metric("server-50", "CPU/move, 50 games", { compared: true }),
  500: metric("server-500", "CPU/move, 500 games", { compared: true }),
};
const DATABASE: Readonly<Record<number, Metric>> = {
  50: metric("postgres-50", "Postgres CPU/move, 50 games", { budget: "B2" }),
  500: metric("postgres-500", "Postgres CPU/move, 500 games", { budget: "B2" }),
};
const REDIS = metric("redis-500", "Redis CPU/move, 500 games", { budget: "B2" });
const FLAT_OUT = metric("flat-out", "CPU/move flat out, 50 games", { compared: true });
const CAPACITY = metric("capacity", "moves/s flat out", { unit: "/s" });
const BYTES = metric("bytes", "bytes to clients per move", { unit: "B" });
const REMATCH = metric("rematch", "CPU to begin another match", { compared: true });
const SEATING = metric("seating", "CPU to connect two and begin", { compared: true });

/** One contender's turn of one round. */
export async function cpuPerMove(turn: Turn, options: Options): Promise<void> {
  for (const games of GAMES) await inSession(turn, (session) => oneSize(turn, { options, games, session }));
}

interface Case {
  readonly options: Options;
  readonly games: number;
  readonly session: Session;
}

async function oneSize(turn: Turn, { options, games, session }: Case): Promise<void> {
  const at = { contender: turn.contender.name, round: turn.round };
  const add = (what: Metric | undefined, value: number) => what !== undefined && turn.samples.add(what, at, value);
  const seated = cpuMs(session.server.pid);
  await session.call("open", games);
  if (games === 500) add(SEATING, ((cpuMs(session.server.pid) - seated) * 1000) / games);
  const perSecond = options.movesPerSecond;
  await warmUp(session, options);
  await session.call("play", { perSecond, seconds: Math.max(2, options.seconds / 2) });
  const measured = await metered(turn, session, { perSecond, seconds: options.seconds });
  add(SERVER[games], measured.server);
  if (measured.postgres !== null) add(DATABASE[games], measured.postgres);
  if (games === 500 && measured.redis !== null) add(REDIS, measured.redis);
  noteLimits(turn, { what: `${games} games`, session, result: measured.result });
  if (games !== 50) return;
  add(BYTES, measured.result.bytes / measured.result.moves);
  const flat = await metered(turn, session, { perSecond: 0, seconds: Math.max(2, options.seconds / 2) });
  add(FLAT_OUT, flat.server);
  add(CAPACITY, flat.result.moves / flat.result.seconds);
  add(REMATCH, await rematch(session));
}

/** Microseconds for two connected players to leave their match and begin another, in which nothing is played yet. */
async function rematch({ server, call }: Session): Promise<number> {
  const before = cpuMs(server.pid);
  const matches = await call("rematch", 6);
  return ((cpuMs(server.pid) - before) * 1000) / matches;
}

interface Metered {
  /** Microseconds of processor time per move. */
  readonly server: number;
  readonly postgres: number | null;
  readonly redis: number | null;
  readonly result: PlayResult;
}

async function metered(
  { start, contender }: Turn,
  session: Session,
  plan: { readonly perSecond: number; readonly seconds: number },
): Promise<Metered> {
  const read = () => ({
    server: cpuMs(session.server.pid),
    postgres: contender.durable ? (start.services?.postgresCpuMs() ?? null) : null,
    redis: contender.durable ? (start.services?.redisCpuMs() ?? null) : null,
  });
  const before = read();
  const result = await session.call("play", plan);
  const after = read();
  const perMove = (from: number, to: number) => ((to - from) * 1000) / Math.max(1, result.moves);
  const both = (from: number | null, to: number | null) => (from === null || to === null ? null : perMove(from, to));
  return {
    server: perMove(before.server, after.server),
    postgres: both(before.postgres, after.postgres),
    redis: both(before.redis, after.redis),
    result,
  };
}

interface Limits {
  readonly what: string;
  readonly session: Session;
  readonly result: PlayResult;
}

function noteLimits({ samples, contender, round }: Turn, { what, session, result }: Limits): void {
  session.check(what, result.load);
  const at = { contender: contender.name, round };
  if (result.backlog > 0)
    samples.notes.push({ ...at, text: `${what}: fell behind, ${result.backlog} moves never made` });
  if (result.games === 0) samples.faults.push({ ...at, text: `${what}: no game was finished` });
}
