/**
 * The text frames of the tRPC WebSocket wire, as far as this client speaks it. Payloads are plain JSON in
 * superjson's envelope (`{"json":…}`): the protocol promises that nothing needs more than that.
 */
import type { Rejection, RejectionCode } from "@holdfast/engine";
import { HoldfastError } from "./errors.js";

export type CallKind = "query" | "mutation";
export interface Request {
  readonly kind: CallKind;
  readonly path: string;
  readonly input?: object;
}

/** A frame from the server. `unknown` covers whatever a newer server may say: it is ignored. */
export type Down = Answer | { readonly kind: "failed as a whole"; readonly rejection: Rejection } | Notice;
export type Answer =
  | { readonly kind: "data"; readonly id: number; readonly value: unknown }
  | { readonly kind: "started"; readonly id: number }
  | { readonly kind: "stopped"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly rejection: Rejection };
type Notice = { readonly kind: "reconnect" } | { readonly kind: "unknown" };

export function paramsFrame(token: string): string {
  return JSON.stringify({ method: "connectionParams", data: { token } });
}

export function requestFrame(id: number, method: CallKind | "subscription", request: Omit<Request, "kind">): string {
  return JSON.stringify({ id, method, params: { path: request.path, input: envelope(request.input) } });
}

export function stopFrame(id: number): string {
  return JSON.stringify({ id, method: "subscription.stop" });
}

/** What superjson makes of a plain value; of a missing one it keeps a note, because JSON has none. */
export function envelope(input: object | undefined): object {
  return input === undefined ? { json: null, meta: { values: ["undefined"] } } : { json: input };
}

/** Reads one text frame. Never throws: what cannot be read is `unknown`. */
export function readFrame(text: string): Down {
  const frame = fields(parse(text));
  if (frame.method === "reconnect") return { kind: "reconnect" };
  const id = typeof frame.id === "number" ? frame.id : null;
  if (frame.error !== undefined) {
    const rejection = rejectionIn(frame.error);
    return id === null ? { kind: "failed as a whole", rejection } : { kind: "failed", id, rejection };
  }
  const result = fields(frame.result);
  if (id === null) return { kind: "unknown" };
  if (result.type === "started" || result.type === "stopped") return { kind: result.type, id };
  if (result.type !== undefined && result.type !== "data") return { kind: "unknown" };
  return { kind: "data", id, value: fields(result.data).json };
}

/** Reads the body of an HTTP answer. @throws HoldfastError with the server's rejection. */
export function readAnswer(body: string): unknown {
  const answer = fields(parse(body));
  const { data } = fields(answer.result);
  if (data === undefined) throw new HoldfastError(rejectionIn(answer.error));
  return fields(data).json;
}

/** Any JSON object's fields; of anything else, none. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const BY_TRPC_CODE: Readonly<Record<string, readonly [RejectionCode, Rejection["recovery"]]>> = {
  UNAUTHORIZED: ["unauthorized", "reauthenticate"],
  FORBIDDEN: ["forbidden", "none"],
  NOT_FOUND: ["not_found", "none"],
  BAD_REQUEST: ["invalid_message", "fix_input"],
  PARSE_ERROR: ["invalid_message", "fix_input"],
  PAYLOAD_TOO_LARGE: ["invalid_message", "fix_input"],
  METHOD_NOT_SUPPORTED: ["invalid_message", "fix_input"],
  TOO_MANY_REQUESTS: ["rate_limited", "wait"],
};

/** The rejection an error shape carries, or the nearest one when something before our router made the error. */
function rejectionIn(error: unknown): Rejection {
  const outer = fields(error);
  const shape = fields(outer.json ?? outer);
  const data = fields(shape.data);
  const carried = fields(data.rejection);
  // The server's formatter made it; a client cannot do better than to believe the shape.
  if (typeof carried.code === "string" && typeof carried.recovery === "string") return carried as unknown as Rejection;
  const [code, recovery] = BY_TRPC_CODE[String(data.code)] ?? ["internal", "retry"];
  const message = typeof shape.message === "string" ? shape.message : "The server's answer could not be read.";
  return { code, recovery, reason: String(data.code ?? "unreadable").toLowerCase(), message };
}

/** A rejection made here, about a request that never reached a server. */
export function localRejection(code: RejectionCode, reason: string, message: string): Rejection {
  const isAboutToken = code === "unauthorized" || code === "token_expired";
  return { code, reason, recovery: isAboutToken ? "reauthenticate" : "none", message };
}
