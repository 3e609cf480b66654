/** What all connections of one server share. */
import type { IncomingMessage } from "node:http";
import type { AnyRouter, TRPCError } from "@trpc/server";
import {
  type CombinedDataTransformer,
  getErrorShape,
  getTRPCErrorFromUnknown,
} from "@trpc/server/unstable-core-do-not-import";
import type { Clock } from "./clock.js";
import type { Connection } from "./connection.js";
import { Flusher } from "./flusher.js";
import type { Call, CallKind } from "./incoming.js";
import type { SocketLimits } from "./limits.js";
import { ProcedureTable } from "./procedure-table.js";

/** One socket, as the application sees it. */
export interface SocketConnection {
  readonly id: string;
  readonly remoteAddress: string;
  readonly openedAt: number;
  /** When the last frame of any kind came. */
  readonly lastSeenAt: number;
  /** Bytes said and not yet taken by the kernel. */
  readonly bufferedBytes: number;
  readonly liveSubscriptions: number;
  /** The peer is known now: the authentication deadline no longer applies. */
  identify(): void;
  /** Ends it for good: what was said before still leaves, nothing that comes later is heard. */
  close(code: number, reason?: string): void;
}

export type ConnectionParams = Readonly<Record<string, string | undefined>>;

export interface ContextOptions {
  readonly req: IncomingMessage;
  readonly connection: SocketConnection;
  /** What the client's `connectionParams` gave, or null where it sends none. */
  readonly connectionParams: ConnectionParams | null;
  readonly info: ConnectionInfo;
}
/** What tRPC's own adapters call `info`. */
export interface ConnectionInfo {
  readonly connectionParams: ConnectionParams | null;
  readonly calls: readonly never[];
  readonly isBatchCall: false;
  readonly accept: null;
  readonly type: "unknown";
  readonly url: null;
  /** Aborted when the connection is gone. */
  readonly signal: AbortSignal;
}

export interface FailedCall {
  readonly error: TRPCError;
  readonly path: string | undefined;
  readonly type: CallKind | "unknown";
  readonly connection: SocketConnection;
}

/** What the application wants to hear. A listener that throws is reported and changes nothing. */
export interface SocketListeners {
  onConnection?(connection: SocketConnection): void;
  onClosed?(connection: SocketConnection, end: { readonly code: number; readonly reason: string }): void;
  onFrame?(connection: SocketConnection): void;
  onError?(failed: FailedCall): void;
  /** Milliseconds the client should wait, 0 for go. A number keeps the hot path free of promises. */
  rateLimit?(connection: SocketConnection, kind: CallKind | "ping"): number | Promise<number>;
}

export interface CoreOptions extends SocketListeners {
  readonly router: AnyRouter;
  createContext(options: ContextOptions): unknown;
  /** Typed for its router where the server is made. */
  onMutation?(context: unknown, receivedAt: number): void;
  shortcut?(context: unknown, mutation: Pick<Call, "path" | "input">): Promise<unknown> | null;
  onReceived?(mutation: Pick<Call, "input" | "receivedAt">): (() => void) | null;
}

export interface Counters {
  framesUp: number;
  messagesDown: number;
  calls: number;
  refusals: number;
  overflows: number;
}

/** Said where the error itself cannot be: it gives away nothing. */
const FALLBACK_SHAPE: unknown = {
  code: -32603,
  message: "Internal server error",
  data: { code: "INTERNAL_SERVER_ERROR", httpStatus: 500 },
};

export class Core {
  readonly fallbackShape = FALLBACK_SHAPE;
  readonly procedures: ProcedureTable;
  readonly transformer: CombinedDataTransformer;
  readonly flusher = new Flusher();
  readonly counters: Counters = { framesUp: 0, messagesDown: 0, calls: 0, refusals: 0, overflows: 0 };
  /** The router writes plain data as superjson does, which is the form `Shared` keeps. */
  readonly sharesText: boolean;
  private readonly config: AnyRouter["_def"]["_config"];

  constructor(
    readonly options: CoreOptions,
    readonly limits: SocketLimits,
    readonly clock: Clock,
  ) {
    this.procedures = new ProcedureTable(options.router);
    this.transformer = options.router._def._config.transformer;
    this.sharesText = JSON.stringify(this.transformer.output.serialize({ a: 1 })) === '{"json":{"a":1}}';
    // Stack traces never leave the server, whatever the router was built with.
    this.config = { ...options.router._def._config, isDev: false };
  }

  /** The error as the router's formatter shapes it. */
  errorShape(error: TRPCError, call: Call | null, connection: Connection): unknown {
    try {
      return getErrorShape({
        config: this.config,
        error,
        type: call?.type ?? "unknown",
        path: call?.path,
        input: call?.input,
        ctx: connection.context,
      });
    } catch (cause) {
      this.reportCause(cause, call, connection);
      return FALLBACK_SHAPE;
    }
  }

  report(error: TRPCError, call: Call | null, connection: Connection): void {
    const { onError } = this.options;
    if (onError === undefined) return;
    try {
      onError({ error, path: call?.path, type: call?.type ?? "unknown", connection });
    } catch {
      // Whoever reports errors failed to: there is nobody left to tell.
    }
  }

  reportCause(cause: unknown, call: Call | null, connection: Connection): void {
    this.report(getTRPCErrorFromUnknown(cause), call, connection);
  }

  /** Runs a listener of the application; what it throws is reported and goes no further. */
  tell(connection: Connection, listener: () => void): void {
    try {
      listener();
    } catch (cause) {
      this.reportCause(cause, null, connection);
    }
  }
}
