/**
 * One node, put together: the only place where the parts meet. `main.ts` runs it as a program, tests run
 * it in their own process.
 */
import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import type { AnyGame } from "@holdfast/engine";
import type { SocketServer } from "@holdfast/trpc-ws";
import { systemClock, systemRandom } from "./clock.js";
import type { Config } from "./config.js";
import { gamesOf } from "./games.js";
import { createHttpServer } from "./http/http-server.js";
import { listen } from "./http/listen.js";
import { Tokens } from "./identity/tokens.js";
import { LiveMatches } from "./live/live-matches.js";
import { createMemoryCoordination } from "./memory/index.js";
import type { Clock, Coordination, Log, Ports } from "./ports.js";
import { Attendance } from "./presence/attendance.js";
import { LocalSeatSessions } from "./presence/seat-sessions.js";
import { createRedisCoordination } from "./redis/index.js";
import type { RpcDeps } from "./rpc/context.js";
import { createApi } from "./rpc/http-api.js";
import { createSocket } from "./rpc/socket.js";
import { openStorage } from "./storage.js";
import { settleDeadlines } from "./timers/deadlines.js";
import { levelOnWakeups } from "./timers/level-on-wakeups.js";
import { type Round, startRounds } from "./timers/rounds.js";
import { closeAbsence } from "./usecases/close-absence.js";
import type { Deps } from "./usecases/deps.js";

export interface NodeOptions {
  readonly config: Config;
  readonly log: Log;
  readonly nodeId: string;
  /** Folder of the built web client, or null to serve the API alone. */
  readonly webDir: string | null;
  /** Games beside those of this build; tests bring their own. */
  readonly moreGames?: readonly AnyGame[];
  readonly clock?: Clock;
}
export interface RunningNode {
  readonly url: string;
  readonly ports: Ports;
  /** Sends clients elsewhere, finishes what is under way, and closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** Opens storage and coordination, listens, and serves. @throws one sentence that says what to do. */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { config, log } = options;
  const clock = options.clock ?? systemClock;
  const store = await openStorage(config, log);
  const coordination = await openCoordination(options, clock);
  const ports: Ports = { store, coordination, clock, random: systemRandom, log };
  const secret = config.TOKEN_SECRET || (await store.keep("token_secret", randomBytes(32).toString("base64url")));
  const parts = assemble(options, ports, secret);
  const stopRounds = startRounds(roundsOf(parts, options), clock, log);
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= stopNode(parts, config.DRAIN_SECONDS, stopRounds);
    return stopping;
  };
  try {
    return { url: await listen(parts.http, config.PORT, config.HOST), ports, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

interface Parts {
  readonly ports: Ports;
  readonly http: Server;
  readonly socket: SocketServer;
  readonly deps: Deps;
  readonly attendance: Attendance;
  readonly draining: { now: boolean };
}

function assemble(options: NodeOptions, ports: Ports, secret: string): Parts {
  const { config, nodeId } = options;
  const { store, coordination, clock, log } = ports;
  const games = gamesOf(options.moreGames ?? []);
  const matches = new LiveMatches({ store, findGame: games.find, clock, wakeups: coordination.wakeups, log });
  levelOnWakeups(coordination.wakeups, matches, log);
  const seats = new LocalSeatSessions(ports, (connectionId) => socket.supersede(connectionId));
  const deps: Deps = { ports, matches, games, seats };
  const attendance = new Attendance({
    ports,
    nodeId,
    debounceMs: config.PRESENCE_DEBOUNCE,
    closeAbsence: (live, gone) => closeAbsence(deps, live, gone),
  });
  const lives = { userMs: config.USER_TOKEN_TTL, seatMs: config.SEAT_TOKEN_TTL };
  const tokens = new Tokens(secret, lives, () => clock.now());
  const attend: RpcDeps["attend"] = (watcher, { playerId }) => {
    seats.attach(watcher);
    void attendance.arrived(watcher, playerId);
    return () => {
      seats.detach(watcher);
      void attendance.departed(watcher);
    };
  };
  const rpc: RpcDeps = { ...deps, tokens, rateLimits: config.RATE_LIMITS, attend };
  const socket = createSocket({ deps: rpc, config, onClosed: (connectionId) => seats.forget(connectionId) });
  const draining = { now: false };
  const http = createHttpServer({
    webDir: options.webDir,
    api: createApi(rpc, config),
    allowedOrigins: config.ALLOWED_ORIGINS,
    health: {
      ports,
      nodeId,
      isDraining: () => draining.now,
      connections: () => socket.server.stats().connections,
      matches: () => matches.size,
    },
  });
  http.on("upgrade", (req, stream, head) => socket.server.handleUpgrade(req, stream, head));
  return { ports, http, socket: socket.server, deps, attendance, draining };
}

function openCoordination({ config, nodeId, log }: NodeOptions, clock: Clock): Coordination | Promise<Coordination> {
  const dedupeWindowMs = config.DEDUPE_WINDOW_MINUTES;
  if (config.REDIS_URL === "") return createMemoryCoordination({ clock, dedupeWindowMs, log });
  return createRedisCoordination({ url: config.REDIS_URL, nodeId, clock, log, dedupeWindowMs });
}

function roundsOf({ ports, deps, attendance }: Parts, { nodeId }: NodeOptions): readonly Round[] {
  const { matches } = deps;
  const { coordination } = ports;
  let generation: string | null = null;
  return [
    { name: "anti-entropy", everyMs: 997, run: () => matches.levelAll() },
    { name: "deadlines", everyMs: 241, run: () => settleDeadlines({ ports, matches }) },
    { name: "presence", everyMs: 7_211, run: () => attendance.renew() },
    { name: "heartbeat", everyMs: 1_879, run: () => coordination.nodes.beat(nodeId, 6_000) },
    {
      name: "generation",
      everyMs: 1_201,
      async run() {
        const now = await coordination.generation();
        if (now === null || now === generation) return;
        if (generation !== null) await attendance.renew();
        generation = now;
      },
    },
    {
      name: "idle",
      everyMs: 9_973,
      run() {
        matches.dropIdle((matchId) => attendance.isWaiting(matchId));
        attendance.forgetIdle((matchId) => matches.peek(matchId) !== null);
      },
    },
  ];
}

async function stopNode(
  { ports, http, socket, draining }: Parts,
  overMs: number,
  stopRounds: () => void,
): Promise<void> {
  draining.now = true;
  stopRounds();
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  await socket.drain({ overMs });
  socket.close();
  http.closeAllConnections();
  await closed;
  await ports.coordination.close();
  await ports.store.close();
}
