/** The WebSocket side of the API: the router on our adapter, identified by token. */
import type { IncomingMessage } from "node:http";
import { CLOSE_CODES } from "@holdfast/protocol";
import { createSocketServer, type SocketConnection, type SocketLimits, type SocketServer } from "@holdfast/trpc-ws";
import type { Config } from "../config.js";
import { addressOf } from "./address.js";
import type { Context, RpcDeps } from "./context.js";
import { Crowd } from "./crowd.js";
import { type Identity, identify, NOBODY } from "./identity.js";
import { matchIdIn } from "./match-id-in.js";
import { moveAtOnce } from "./move-at-once.js";
import { appRouter } from "./router.js";

export interface SocketOptions {
  readonly deps: RpcDeps;
  readonly config: Config;
  readonly onClosed: (connectionId: string) => void;
}

export interface RpcSocket {
  readonly server: SocketServer;
  /** A connection lost a seat to a newer one: it is closed unless something else lives on it. */
  supersede(connectionId: string): void;
  /** Closes the connections whose token has ended: streams must not outlive the right to see them. */
  closeExpired(): void;
}

/** Requests of this time are still answered: that the token has expired. */
const EXPIRED_FOR_MS = 1_000;

export function createSocket({ deps, config, onClosed }: SocketOptions): RpcSocket {
  const { log } = deps.ports;
  const byId = new Map<string, SocketConnection>();
  const contexts = new Map<SocketConnection, Context>();
  const crowd = new Crowd(config.RATE_LIMITS ? config.MAX_CONNECTIONS_PER_PLAYER : Number.POSITIVE_INFINITY);
  const server = createSocketServer({
    router: appRouter,
    createContext: async ({ req, connection, connectionParams }): Promise<Context> => {
      const address = addressOf(req, config.TRUST_PROXY);
      const identity = await identityFrom(deps, connectionParams, address);
      const receivedAt = deps.ports.clock.now();
      const context: Context = { deps, ...identity, connection, address, receivedAt };
      // It may have gone while its token was looked at.
      if (!byId.has(connection.id)) return context;
      crowd.admit(connection.id, identity.session);
      contexts.set(connection, context);
      if (identity !== NOBODY) connection.identify();
      return context;
    },
    onMutation(context, receivedAt) {
      context.receivedAt = receivedAt;
    },
    onReceived: ({ input, receivedAt }) => {
      const matchId = matchIdIn(input);
      return matchId === null ? null : deps.matches.outages.received(matchId, receivedAt);
    },
    shortcut: (context, { path, input }) => (path === "match.move" ? moveAtOnce(context, input) : null),
    limits: limitsOf(config),
    rateLimit: (connection, kind) => deps.limits?.message(connection.id, kind) ?? 0,
    path: "/trpc",
    allowedOrigins: (origin, req) => isAllowedOrigin(origin, req, config.ALLOWED_ORIGINS),
    addressOf: (req) => addressOf(req, config.TRUST_PROXY),
    clock: deps.ports.clock,
    onConnection(connection) {
      byId.set(connection.id, connection);
      log.debug({ connection: connection.id }, "connection opened");
    },
    onClosed(connection, { code }) {
      byId.delete(connection.id);
      contexts.delete(connection);
      crowd.forget(connection.id);
      deps.limits?.forget(connection.id);
      log.debug({ connection: connection.id, code }, "connection closed");
      onClosed(connection.id);
    },
  });
  const closeExpired = () => {
    const ended = deps.ports.clock.now() - EXPIRED_FOR_MS;
    for (const [connection, { session }] of contexts)
      if (session !== null && session.expiresAt <= ended)
        connection.close(CLOSE_CODES.unauthenticated, "token_expired");
  };
  return { server, supersede: (connectionId) => closeIfIdle(byId.get(connectionId)), closeExpired };
}

function limitsOf(config: Config): Partial<SocketLimits> {
  return {
    authDeadlineMs: config.AUTH_DEADLINE,
    slowConsumerGraceMs: config.SLOW_CONSUMER_GRACE,
    heartbeatDeadMs: Math.round(config.HEARTBEAT_INTERVAL * 1.5),
    pingAfterMs: config.HEARTBEAT_INTERVAL,
    maxAcceptsPerSecond: config.ACCEPTS_PER_SECOND,
    maxConnections: config.MAX_CONNECTIONS,
    ...(config.RATE_LIMITS ? { maxConnectionsPerAddress: config.MAX_CONNECTIONS_PER_ADDRESS } : {}),
  };
}

/** Called once the watchers of the lost seat were ended; their farewell leaves before the close does. */
function closeIfIdle(connection: SocketConnection | undefined): void {
  setImmediate(() => {
    if (connection?.liveSubscriptions === 0) connection.close(CLOSE_CODES.superseded, "superseded");
  });
}

/** Who a socket's token stands for. One that came without has to call `session.guest`. */
async function identityFrom(
  deps: RpcDeps,
  params: Readonly<Record<string, string | undefined>> | null,
  address: string,
): Promise<Identity> {
  const token = params?.["token"];
  // What is refused here the adapter says as a typed error, and then closes with the code for it.
  return token === undefined ? NOBODY : identify(deps, token, address);
}

/** Pages of this server and of the listed origins may connect; programs that are no browser send no origin. */
function isAllowedOrigin(origin: string, req: IncomingMessage, allowed: readonly string[]): boolean {
  const { host } = req.headers;
  return origin === `http://${host}` || origin === `https://${host}` || allowed.includes(origin);
}
