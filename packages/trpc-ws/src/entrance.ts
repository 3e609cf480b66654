/** How a connection gets its context, once, before any call begins. */
import type { TRPCError } from "@trpc/server";
import { getTRPCErrorFromUnknown } from "@trpc/server/unstable-core-do-not-import";
import { CLOSE } from "./close-code.js";
import type { Connection } from "./connection.js";
import type { ConnectionInfo, ConnectionParams } from "./core.js";

type Params = ConnectionParams | null;

/** Makes the context from what `readParams` finds; on failure says why and closes. Never throws. */
export function enter(connection: Connection, readParams: () => Params): void {
  connection.phase = "entering";
  void makeContext(connection, readParams);
}

async function makeContext(connection: Connection, readParams: () => Params): Promise<void> {
  const { request: req, core } = connection;
  connection.request = null;
  if (req === null) return;
  try {
    const connectionParams = readParams();
    const info = new Info(connection, connectionParams);
    connection.context = await core.options.createContext({ req, connection, connectionParams, info });
  } catch (cause) {
    turnAway(connection, getTRPCErrorFromUnknown(cause));
    return;
  }
  if (connection.phase === "entering") connection.phase = "open";
  connection.calls.open();
}

/** Closed a turn later, so that calls which came along are told as well. */
function turnAway(connection: Connection, error: TRPCError): void {
  connection.answerError({ id: null, jsonrpc: false }, error);
  connection.calls.refuseAll(error);
  setImmediate(() => connection.close(closeCodeFor(error), error.code));
}

/** A client told 4401 stops for good, so that is only said where the client itself is refused. */
function closeCodeFor(error: TRPCError): number {
  switch (error.code) {
    case "UNAUTHORIZED":
    case "FORBIDDEN":
    case "PARSE_ERROR":
    case "BAD_REQUEST":
      return CLOSE.unauthenticated;
    case "TOO_MANY_REQUESTS":
      return CLOSE.rate;
    default:
      return CLOSE.serverError;
  }
}

class Info implements ConnectionInfo {
  readonly calls = [];
  readonly isBatchCall = false;
  readonly accept = null;
  readonly type = "unknown";
  readonly url = null;

  constructor(
    private readonly connection: Connection,
    readonly connectionParams: Params,
  ) {}

  get signal(): AbortSignal {
    return this.connection.signal;
  }
}
