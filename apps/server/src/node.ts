/**
 * One node, put together: the only place where the parts meet. `main.ts` runs it as a program, tests run
 * it in their own process.
 */
import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import type { AnyGame, MatchKeeper, SettingsStore } from "@holdfast/engine";
import type { SocketServer } from "@holdfast/trpc-ws";
import { systemClock, systemRandom } from "./clock.js";
import type { Config } from "./config.js";
import { BotThread } from "./bots/bot-thread.js";
import { type Think, thinkHere } from "./bots/think.js";
import { type Core, createCore } from "./core.js";
import { gamesOf } from "./games.js";
import { createHttpServer } from "./http/http-server.js";
import { listen } from "./http/listen.js";
import { AdminKey } from "./identity/admin-key.js";
import { Tokens } from "./identity/tokens.js";
import { OUTAGES } from "./live/outages.js";
import { reportMissingRules } from "./live/missing-rules.js";
import { loadGames } from "./load-games.js";
import { type RulesWatch, UNWATCHED } from "./live/rules-watch.js";
import { createMemoryCoordination } from "./memory/index.js";
import type { Clock, Coordination, Log, Ports } from "./ports.js";
import { createRedisCoordination } from "./redis/index.js";
import { bearerOf, createApi } from "./rpc/http-api.js";
import type { RequestRates } from "./rpc/request-limits.js";
import { createSocket } from "./rpc/socket.js";
import { openStorage } from "./storage.js";
import { type Round, startRounds } from "./timers/rounds.js";
import type { Games } from "./usecases/deps.js";
import { type CleanUpDeps, cleanUp, type RetentionOptions } from "./usecases/clean-up.js";
import { startWatchdog } from "./watchdog/start-watchdog.js";

export interface NodeOptions {
  readonly config: Config;
  readonly log: Log;
  readonly nodeId: string;
  /** Folder of the built web client, or null to serve the API alone. */
  readonly webDir: string | null;
  /** Games beside those of this build; tests bring their own. */
  readonly moreGames?: readonly AnyGame[];
  readonly clock?: Clock;
  /** This process is the node's own: rules that do not come back may end it. */
  readonly mayEnd?: boolean;
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
  const more = [...(await loadGames(config.HOLDFAST_GAMES)), ...(options.moreGames ?? [])];
  const games = gamesOf(more, config.HELD_BACK_RULES);
  const { store, coordination } = await openShared(options, clock);
  const { keeper, settings } = store;
  const ports: Ports = { store, coordination, clock, random: systemRandom, log };
  const secret = config.TOKEN_SECRET || (await settings.keep("token_secret", randomBytes(32).toString("base64url")));
  await reportMissingRules({ store, findGame: games.find, log });
  const watchdog = options.mayEnd ? await startWatchdog(config, keeper, options.nodeId) : null;
  const botThread = new BotThread({ modules: config.HOLDFAST_GAMES, clock, limitMs: config.BOT_TIME_LIMIT });
  const think = thinkingFor(options, games, botThread);
  const rules = watchdog ?? UNWATCHED;
  const parts = assemble(options, ports, { secret, games, keeper, settings, rules, think });
  const expiry = { name: "expired tokens", everyMs: EXPIRY_MS, run: () => parts.closeExpired() };
  const cleaning = cleaningOf({ keeper, clock, log }, retentionOf(config));
  const stopRounds = startRounds([...parts.core.rounds, expiry, ...cleaning], clock, log);
  await firstBeat(parts.core, log);
  await parts.core.settings?.look().catch((fault: unknown) => log.debug({ fault: String(fault) }, "no settings yet"));
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= stopNode(parts, config.DRAIN_SECONDS, async () => {
      await stopRounds();
      await watchdog?.stop();
      await botThread.stop();
    });
    return stopping;
  };
  try {
    return { url: await listen(parts.http, config.PORT, config.HOST), ports, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** Before anybody is let in it is known since when nobody could play. Storage that is away again says so later. */
async function firstBeat({ outages }: Core, log: Log): Promise<void> {
  await outages.beat().catch((fault: unknown) => log.debug({ fault: String(fault) }, "the first heartbeat failed"));
}

function retentionOf(config: Config): RetentionOptions {
  return { keepMs: config.RETENTION_DAYS, budgetBytes: config.STORAGE_BUDGET_MB };
}

/** Nothing is looked for where everything is kept. */
function cleaningOf(deps: CleanUpDeps, retention: RetentionOptions): readonly Round[] {
  if (retention.keepMs === 0 && retention.budgetBytes === 0) return [];
  const run = async () => void (await cleanUp(deps, retention));
  return [{ name: "clean-up", everyMs: 61_027, run }];
}

/** How often is looked whose token has ended. */
const EXPIRY_MS = 1_013;

interface Parts {
  readonly core: Core;
  readonly http: Server;
  readonly socket: SocketServer;
  readonly closeExpired: () => void;
  readonly draining: { now: boolean };
}

/** Bots think in a thread of their own, but for games that only this one has, and where nothing was compiled. */
function thinkingFor({ moreGames = [] }: NodeOptions, games: Games, thread: BotThread): Think {
  const here = thinkHere(games.find);
  const isCompiled = import.meta.url.endsWith(".js");
  return (request) => {
    const isOnlyHere = moreGames.some(
      ({ id, rulesVersion }) => id === request.gameId && rulesVersion === request.rulesVersion,
    );
    return isCompiled && !isOnlyHere ? thread.think(request) : here(request);
  };
}

interface Given {
  readonly think: Think;
  readonly secret: string;
  readonly games: ReturnType<typeof gamesOf>;
  readonly keeper: MatchKeeper;
  readonly rules: RulesWatch;
  readonly settings: SettingsStore;
}

function assemble(options: NodeOptions, ports: Ports, { secret, games, keeper, rules, settings, think }: Given): Parts {
  const { config, nodeId } = options;
  const lives = { userMs: config.USER_TOKEN_TTL, seatMs: config.SEAT_TOKEN_TTL };
  const core = createCore({
    ports,
    nodeId,
    games,
    tokens: new Tokens(secret, lives, () => ports.clock.now()),
    keeper,
    rules,
    bots: { think, delayMs: config.BOT_DELAY },
    retention: retentionOf(config),
    settings,
    adminKey: new AdminKey(config.ADMIN_SECRET),
    rateLimits: config.RATE_LIMITS,
    requestRates: config.RATE_LIMITS ? ratesOf(config) : undefined,
    debounceMs: config.PRESENCE_DEBOUNCE,
    timing: {
      graceMs: config.TIMEOUT_GRACE,
      warmUpMs: config.TIMER_WARM_UP,
      extensionMs: config.RECONNECT_EXTENSION,
    },
    outages: { ...OUTAGES, clockToleranceMs: config.CLOCK_TOLERANCE },
    onSuperseded: (connectionId) => socket.supersede(connectionId),
  });
  const { rpc } = core;
  const socket = createSocket({ deps: rpc, config, onClosed: (connectionId) => core.forget(connectionId) });
  const draining = { now: false };
  const http = createHttpServer({
    webDir: options.webDir,
    api: createApi(rpc, config),
    allowedOrigins: config.ALLOWED_ORIGINS,
    isAdmin: (req) => rpc.adminKey.fits(bearerOf(req) ?? ""),
    health: {
      ports,
      nodeId,
      isDraining: () => draining.now,
      connections: () => socket.server.stats().connections,
      matches: () => rpc.matches.size,
      clock: () => core.outages,
    },
  });
  http.on("upgrade", (req, stream, head) => socket.server.handleUpgrade(req, stream, head));
  return { core, http, socket: socket.server, closeExpired: socket.closeExpired, draining };
}

function ratesOf(config: Config): RequestRates {
  return {
    messagesPerSecond: config.MESSAGES_PER_SECOND,
    movesPerSecond: config.MOVES_PER_SECOND,
    callsPerSecond: config.CALLS_PER_SECOND,
  };
}

/** What nodes share, both of it or nothing. */
async function openShared(options: NodeOptions, clock: Clock) {
  const store = await openStorage(options.config, options.log);
  try {
    return { store, coordination: await openCoordination(options, clock) };
  } catch (fault) {
    await store.close();
    throw fault;
  }
}

function openCoordination({ config, nodeId, log }: NodeOptions, clock: Clock): Coordination | Promise<Coordination> {
  const dedupeWindowMs = config.DEDUPE_WINDOW_MINUTES;
  if (config.REDIS_URL === "") return createMemoryCoordination({ clock, dedupeWindowMs, log });
  return createRedisCoordination({ url: config.REDIS_URL, nodeId, clock, log, dedupeWindowMs });
}

/** Nobody is let in any more before anybody is sent away; whoever is away by then is not counted as absent here. */
async function stopNode(
  { core, http, socket, draining }: Parts,
  overMs: number,
  stopRounds: () => Promise<void>,
): Promise<void> {
  draining.now = true;
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  await Promise.all([core.settleNoMore(), socket.drain({ overMs })]);
  socket.close();
  http.closeAllConnections();
  await closed;
  await stopRounds();
  // Storage that is away hears of it by the silence.
  await core.outages.leave().catch(() => {});
  await core.ports.coordination.close();
  await core.ports.store.close();
}
