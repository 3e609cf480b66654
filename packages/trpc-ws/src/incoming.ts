/** What a client may say, read from one element of a message. Names and shapes are tRPC's own. */
import { TRPCError } from "@trpc/server";
import type { CombinedDataTransformer } from "@trpc/server/unstable-core-do-not-import";
import { findPollution } from "./pollution.js";
import { refusal } from "./refusal.js";

export type RequestId = number | string;
export type CallKind = "query" | "mutation" | "subscription";

export interface Call {
  readonly type: CallKind;
  readonly id: RequestId;
  /** The client said `"jsonrpc":"2.0"`, so the answers say it too. */
  readonly jsonrpc: boolean;
  readonly path: string;
  readonly input: unknown;
  readonly batchIndex: number;
  /** When its frame came, epoch milliseconds, however long it waits for its turn. */
  readonly receivedAt: number;
}
export interface Stop {
  readonly type: "stop";
  readonly id: RequestId;
}
/** Not understood. `id` where it could be read, so that the asker is not left waiting. */
export interface Malformed {
  readonly type: "malformed";
  readonly id: RequestId | null;
  readonly error: TRPCError;
}
export type Incoming = Call | Stop | Malformed;

export interface ElementContext {
  readonly transformer: CombinedDataTransformer;
  /** The text holds a key that might be `__proto__`: every element must be searched. */
  readonly suspicious: boolean;
  readonly batchIndex: number;
  readonly receivedAt: number;
}

/** One element of a message as something to do, or as the error it deserves. Never throws. */
export function readElement(raw: unknown, context: ElementContext): Incoming {
  const id = idOf(raw);
  try {
    return understand(raw, context);
  } catch (cause) {
    return { type: "malformed", id, error: cause instanceof TRPCError ? cause : malformed(cause) };
  }
}

/** The id an answer can be sent to, or null. */
export function idOf(raw: unknown): RequestId | null {
  if (!isRecord(raw)) return null;
  const { id } = raw;
  return typeof id === "string" || (typeof id === "number" && Number.isFinite(id)) ? id : null;
}

function understand(raw: unknown, context: ElementContext): Incoming {
  if (!isRecord(raw)) throw refusal("malformed", "A message must be an object");
  const id = idOf(raw);
  if (id === null) throw refusal("malformed", "`id` must be a number or a string");
  const { jsonrpc, method, params } = raw;
  if (jsonrpc !== undefined && jsonrpc !== "2.0") throw refusal("malformed", "`jsonrpc` must be 2.0 or absent");
  if (method === "subscription.stop") return { type: "stop", id };
  if (method !== "query" && method !== "mutation" && method !== "subscription") {
    throw refusal("malformed", "`method` must be query, mutation, subscription or subscription.stop");
  }
  if (!isRecord(params)) throw refusal("malformed", "`params` must be an object");
  if (context.suspicious && findPollution(params)) throw refusal("malformed", "A forbidden key in `params`");
  const { path, input: written, lastEventId } = params;
  if (typeof path !== "string") throw refusal("malformed", "`params.path` must be a string");
  if (lastEventId !== undefined && typeof lastEventId !== "string") {
    throw refusal("malformed", "`params.lastEventId` must be a string");
  }
  const input = written === undefined ? undefined : context.transformer.input.deserialize(written);
  return {
    type: method,
    id,
    jsonrpc: jsonrpc === "2.0",
    path,
    input: lastEventId === undefined ? input : withLastEventId(input, lastEventId),
    batchIndex: context.batchIndex,
    receivedAt: context.receivedAt,
  };
}

/** As tRPC does it: into an object, instead of nothing, and dropped beside any other input. */
function withLastEventId(input: unknown, lastEventId: string): unknown {
  if (isRecord(input)) return { ...input, lastEventId };
  return input ?? { lastEventId };
}

function malformed(cause: unknown): TRPCError {
  return refusal("malformed", cause instanceof Error ? cause.message : "Input could not be read");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
