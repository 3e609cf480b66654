import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { AnyRouter, inferRouterContext } from "@trpc/server";
import { getTRPCErrorFromUnknown } from "@trpc/server/unstable-core-do-not-import";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import { type Clock, systemClock } from "./clock.js";
import { Connection } from "./connection.js";
import { type ContextOptions, Core, type Counters, type SocketConnection, type SocketListeners } from "./core.js";
import { type DrainPlan, drain, notifyReconnect } from "./drain.js";
import { enter } from "./entrance.js";
import { forgetHeard } from "./heard.js";
import { receive, refuseOversize } from "./inbox.js";
import { DEFAULT_LIMITS, type SocketLimits } from "./limits.js";
import { skipOversize } from "./oversize.js";
import { Sweeper } from "./sweeper.js";
import { TokenBucket } from "./token-bucket.js";
import { announcesParams, type GateLoad, type GateRules, gateStatus, turnDown } from "./upgrade-gate.js";

export interface SocketServerOptions<TRouter extends AnyRouter> extends SocketListeners, GateRules {
  readonly router: TRouter;
  /** Runs once per connection. What it throws is said to the client, whose connection is then closed. */
  createContext(options: ContextOptions): inferRouterContext<TRouter> | Promise<inferRouterContext<TRouter>>;
  /**
   * A mutation begins: what is noted in the connection's context now is there when its procedure begins. It may have
   * waited since `receivedAt`, epoch milliseconds.
   */
  onMutation?(context: inferRouterContext<TRouter>, receivedAt: number): void;
  /**
   * Runs a mutation that comes all the time, past the router's middlewares; null: it is none of those. Whoever gives this
   * sees to it that it does and refuses what the router's own does, which other transports go on calling.
   */
  shortcut?(
    context: inferRouterContext<TRouter>,
    mutation: { readonly path: string; readonly input: unknown },
  ): Promise<unknown> | null;
  /**
   * A mutation has come in on a connection that has its context, and waits for its turn. The answer is called when it has
   * been answered, or never will be.
   */
  onReceived?(mutation: { readonly input: unknown; readonly receivedAt: number }): (() => void) | null;
  readonly limits?: Partial<SocketLimits>;
  readonly clock?: Clock;
  /** Whom a connection counts for; the socket's peer unless a trusted proxy stands before it. */
  addressOf?(req: IncomingMessage): string;
}

export interface SocketStats extends Readonly<Counters> {
  readonly connections: number;
  readonly subscriptions: number;
  readonly inFlight: number;
  readonly bufferedBytes: number;
}

export interface SocketServer {
  /** For the `upgrade` event of an HTTP server. Refuses with an HTTP status before anything is upgraded. */
  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  connections(): Iterable<SocketConnection>;
  /** Asks every client to move to a new connection, without closing any. */
  notifyReconnect(): void;
  /** Takes nobody in any more and sends everybody away gently; resolves when the last one is gone. */
  drain(plan: DrainPlan): Promise<void>;
  /** Cuts every connection now. */
  close(): void;
  stats(): SocketStats;
}

/** A WebSocket server for any tRPC router, which stock tRPC clients use unchanged. */
export function createSocketServer<TRouter extends AnyRouter>(options: SocketServerOptions<TRouter>): SocketServer {
  return new RouterSocketServer(options, { ...DEFAULT_LIMITS, ...options.limits }, options.clock ?? systemClock);
}

/** The options of `ws` that bound what a peer can make it hold; some are newer than its types. */
function upgraderOptions(limits: SocketLimits): ServerOptions {
  const bounds = { maxFragments: 16, maxBufferedChunks: 1_024, closeTimeout: limits.closeGraceMs };
  return {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.maxPayload,
    ...bounds,
  };
}

const CONNECTION = Symbol("connection");
/** The socket carries its connection, so that one listener serves all of them without a closure each. */
type OwnedSocket = WebSocket & { [CONNECTION]?: Connection };

class RouterSocketServer implements SocketServer {
  private readonly core: Core;
  private readonly upgrader: WebSocketServer;
  private readonly live = new Set<Connection>();
  private readonly perAddress = new Map<string, number>();
  private readonly sweeper: Sweeper;
  private readonly accepts: TokenBucket | null;
  private isDraining = false;
  private readonly onEmptied: (() => void)[] = [];

  constructor(
    private readonly options: SocketServerOptions<AnyRouter>,
    private readonly limits: SocketLimits,
    private readonly clock: Clock,
  ) {
    this.core = new Core(options, limits, clock);
    this.upgrader = new WebSocketServer(upgraderOptions(limits));
    this.sweeper = new Sweeper(this.live, limits, clock);
    this.accepts = Number.isFinite(limits.maxAcceptsPerSecond)
      ? new TokenBucket(limits.maxAcceptsPerSecond, clock)
      : null;
  }

  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    let remoteAddress: string;
    try {
      remoteAddress = this.options.addressOf?.(req) ?? req.socket.remoteAddress ?? "";
      const status = gateStatus(req, this.options, this.loadFor(remoteAddress)) ?? this.rushStatus();
      if (status !== null) {
        turnDown(socket, status);
        return;
      }
    } catch {
      // A rule of the application failed on this request: nobody may pass a door that cannot be watched.
      turnDown(socket, 500);
      return;
    }
    this.upgrader.handleUpgrade(req, socket, head, (ws) => this.welcome(ws, req, { stream: socket, remoteAddress }));
  }

  connections(): Iterable<SocketConnection> {
    return this.live.values();
  }

  notifyReconnect(): void {
    notifyReconnect(this.live);
  }

  async drain(plan: DrainPlan): Promise<void> {
    this.isDraining = true;
    const emptied = new Promise<void>((resolve) => this.onEmptied.push(resolve));
    await drain(this.live, this.clock, { ...plan, emptied });
  }

  close(): void {
    this.isDraining = true;
    this.sweeper.stop();
    for (const connection of [...this.live]) connection.cut(1001, "server closed");
    this.upgrader.close();
  }

  stats(): SocketStats {
    let subscriptions = 0;
    let inFlight = 0;
    let bufferedBytes = 0;
    for (const connection of this.live) {
      subscriptions += connection.liveSubscriptions;
      inFlight += connection.calls.inFlight;
      bufferedBytes += connection.bufferedBytes;
    }
    return { ...this.core.counters, connections: this.live.size, subscriptions, inFlight, bufferedBytes };
  }

  /** Asked last: whoever is turned away for another reason takes nobody's place. */
  private rushStatus(): number | null {
    return this.accepts === null || this.accepts.take() ? null : 503;
  }

  private loadFor(address: string): GateLoad {
    return {
      isDraining: this.isDraining,
      isFull: this.live.size >= this.limits.maxConnections,
      isAddressFull: (this.perAddress.get(address) ?? 0) >= this.limits.maxConnectionsPerAddress,
    };
  }

  private welcome(ws: OwnedSocket, req: IncomingMessage, from: { stream: Duplex; remoteAddress: string }): void {
    const connection = new Connection(this.core, { ws, ...from }, req);
    ws[CONNECTION] = connection;
    forgetHeard(ws);
    skipOversize(ws, this.limits.maxRefusedPayload, () => refuseOversize(connection));
    this.live.add(connection);
    this.perAddress.set(from.remoteAddress, (this.perAddress.get(from.remoteAddress) ?? 0) + 1);
    ws.on("message", onMessage);
    ws.on("ping", onControlFrame);
    ws.on("pong", onControlFrame);
    ws.on("error", onError);
    ws.on("close", this.onClose);
    this.sweeper.start();
    this.core.tell(connection, () => this.options.onConnection?.(connection));
    if (connection.phase === "expecting" && !announcesParams(req)) enter(connection, () => null);
  }

  private readonly onClose = this.makeOnClose();

  private makeOnClose(): (this: OwnedSocket, code: number, reason: Buffer) => void {
    const server = this;
    return function onClose(code, reason) {
      const connection = this[CONNECTION];
      if (connection !== undefined) server.sayGoodbye(connection, { code, reason: reason.toString("utf8") });
    };
  }

  private sayGoodbye(connection: Connection, end: { readonly code: number; readonly reason: string }): void {
    this.live.delete(connection);
    const left = (this.perAddress.get(connection.remoteAddress) ?? 1) - 1;
    if (left > 0) this.perAddress.set(connection.remoteAddress, left);
    else this.perAddress.delete(connection.remoteAddress);
    connection.gone();
    const { code, reason } = connection.farewell ?? end;
    this.core.tell(connection, () => this.options.onClosed?.(connection, { code, reason }));
    if (this.live.size === 0) for (const tell of this.onEmptied.splice(0)) tell();
  }
}

function onMessage(this: OwnedSocket, message: unknown, isBinary: boolean): void {
  const connection = this[CONNECTION];
  if (connection !== undefined && Buffer.isBuffer(message)) receive(connection, message, isBinary);
}

function onControlFrame(this: OwnedSocket): void {
  this[CONNECTION]?.seen();
}

function onError(this: OwnedSocket, error: Error): void {
  const connection = this[CONNECTION];
  connection?.report(getTRPCErrorFromUnknown(error), null);
}
