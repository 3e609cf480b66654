/** The WebSocket side of the API: the router on our adapter, identified by token. */
import type { IncomingMessage } from "node:http";
import { CLOSE_CODES } from "@holdfast/protocol";
import { createSocketServer, type SocketConnection, type SocketServer } from "@holdfast/trpc-ws";
import type { Config } from "../config.js";
import { addressOf } from "./address.js";
import type { Context, RpcDeps } from "./context.js";
import { refused } from "./refusals.js";
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
  const server = createSocketServer({
    router: appRouter,
    createContext: async ({ req, connection, connectionParams }): Promise<Context> => {
      const identity = await identityFrom(deps, connection, connectionParams);
      const address = addressOf(req, config.TRUST_PROXY);
      const receivedAt = deps.ports.clock.now();
      const context: Context = { deps, ...identity, connection, address, receivedAt };
      // It may have gone while its token was looked at.
      if (byId.has(connection.id)) contexts.set(connection, context);
      return context;
    },
    onMutation(context, receivedAt) {
      context.receivedAt = receivedAt;
    },
    limits: {
      authDeadlineMs: config.AUTH_DEADLINE,
      slowConsumerGraceMs: config.SLOW_CONSUMER_GRACE,
      heartbeatDeadMs: Math.round(config.HEARTBEAT_INTERVAL * 1.5),
      pingAfterMs: config.HEARTBEAT_INTERVAL,
      maxAcceptsPerSecond: config.ACCEPTS_PER_SECOND,
      maxConnections: config.MAX_CONNECTIONS,
    },
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

/** Called once the watchers of the lost seat were ended; their farewell leaves before the close does. */
function closeIfIdle(connection: SocketConnection | undefined): void {
  setImmediate(() => {
    if (connection?.liveSubscriptions === 0) connection.close(CLOSE_CODES.superseded, "superseded");
  });
}

/** Who a socket's token stands for. One that came without has to call `session.guest`. */
async function identityFrom(
  deps: RpcDeps,
  connection: SocketConnection,
  params: Readonly<Record<string, string | undefined>> | null,
): Promise<Pick<Context, "session" | "isAdmin">> {
  const token = params?.["token"];
  if (token === undefined) return { session: null, isAdmin: false };
  if (deps.adminKey.fits(token)) {
    connection.identify();
    return { session: null, isAdmin: true };
  }
  const session = await deps.tokens.verify(token);
  // The adapter says the typed error and then closes with 4401.
  if (!session.ok) throw refused(session.rejection);
  connection.identify();
  return { session: session.value, isAdmin: false };
}

/** Pages of this server and of the listed origins may connect; programs that are no browser send no origin. */
function isAllowedOrigin(origin: string, req: IncomingMessage, allowed: readonly string[]): boolean {
  const { host } = req.headers;
  return origin === `http://${host}` || origin === `https://${host}` || allowed.includes(origin);
}
