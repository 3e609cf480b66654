/** From whatever was refused or went wrong to the one typed rejection a client is told. */
import {
  IntegrityFault,
  issueWords,
  placeName,
  type Rejection,
  type RejectionCode,
  rejection,
  StorageUnavailable,
} from "@holdfast/engine";
import { type RefusalReason, SocketRefusal } from "@holdfast/trpc-ws";
import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { CORRUPT } from "../live/load-match.js";
import { RulesFault } from "../live/rules-watch.js";
import { RefusedError } from "../usecases/deps.js";

type TrpcCode = TRPCError["code"];

const TRPC_CODES: Partial<Record<RejectionCode, TrpcCode>> = {
  unauthorized: "UNAUTHORIZED",
  token_expired: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  rate_limited: "TOO_MANY_REQUESTS",
  storage_unavailable: "SERVICE_UNAVAILABLE",
  superseded: "CONFLICT",
  invalid_message: "BAD_REQUEST",
  internal: "INTERNAL_SERVER_ERROR",
};

/** A rejection as a thrown error, for answers that have no place for it. */
export function refused(why: Rejection): TRPCError {
  return new TRPCError({
    code: TRPC_CODES[why.code] ?? "PRECONDITION_FAILED",
    message: why.message,
    cause: new RefusedError(why),
  });
}

/** The same for something thrown below; what is not expected stays as it is. */
export function refusedFault(fault: TRPCError): TRPCError {
  const { cause } = fault;
  if (cause instanceof RefusedError) return refused(cause.rejection);
  if (cause instanceof StorageUnavailable) return refused(storageAway(cause));
  // What was read beside a match's own queue: the match itself is frozen as soon as it is looked at.
  if (cause instanceof IntegrityFault) return refused(CORRUPT);
  if (cause instanceof RulesFault) return refusedFrom(cause);
  return fault;
}

/** With the fault as its cause, so that what the rules threw is still there for the log. */
function refusedFrom(cause: RulesFault): TRPCError {
  return new TRPCError({ code: "PRECONDITION_FAILED", message: cause.rejection.message, cause });
}

/** What a client is told of any error. Never contains what the error itself says, unless it was written for clients. */
export function rejectionOf(error: TRPCError): Rejection {
  const { cause } = error;
  if (cause instanceof RefusedError) return cause.rejection;
  if (cause instanceof StorageUnavailable) return storageAway(cause);
  if (cause instanceof RulesFault) return cause.rejection;
  if (cause instanceof SocketRefusal) return socketRefusal(cause);
  if (error.code === "BAD_REQUEST") return badInput(cause);
  if (error.code === "NOT_FOUND")
    return rejection("invalid_message", "no_such_procedure", "There is no such procedure.");
  if (error.code === "PARSE_ERROR")
    return rejection(
      "invalid_message",
      "malformed",
      "This is not a well-formed request: send JSON, as tRPC writes it.",
    );
  if (error.code === "METHOD_NOT_SUPPORTED") {
    return rejection("invalid_message", "wrong_method", "Queries are read with GET, mutations sent with POST.");
  }
  if (error.code === "PAYLOAD_TOO_LARGE") {
    return rejection("invalid_message", "payload_too_large", SOCKET_SENTENCES.payload_too_large);
  }
  if (error.code === "UNSUPPORTED_MEDIA_TYPE") {
    return rejection("invalid_message", "wrong_content_type", "Send JSON, as content type application/json.");
  }
  return rejection("internal", "internal", "Something went wrong here. Trying again with the same msgId is safe.");
}

function storageAway({ retryAfterMs }: StorageUnavailable): Rejection {
  const message = "Storage is not answering. Nothing is lost: send the same msgId again.";
  return rejection("storage_unavailable", "storage_unavailable", message, { retryAfterMs });
}

/** Our own sentences: the adapter's quote the parser, and the parser quotes what was sent. */
const SOCKET_SENTENCES: Readonly<Record<RefusalReason, string>> = {
  payload_too_large: "This message is too long; 16 KiB is the most.",
  batch_too_large: "Too many requests in one message; eight is the most.",
  too_many_in_flight: "Too many requests at once. Wait for answers before asking more.",
  too_many_subscriptions: "Too many subscriptions on one connection. Stop one first.",
  rate_limited: "Too many requests. Wait a little.",
  malformed:
    "This is not a well-formed request: send an object with id, method and params as tRPC writes it, no key of it __proto__.",
};

function socketRefusal({ reason, retryAfterMs }: SocketRefusal): Rejection {
  const wait = retryAfterMs === null ? {} : { retryAfterMs };
  const limited = reason === "rate_limited" || reason === "too_many_in_flight";
  return rejection(limited ? "rate_limited" : "invalid_message", reason, SOCKET_SENTENCES[reason], wait);
}

/** Which fields did not parse, and what they have to be; never their values. */
function badInput(cause: unknown): Rejection {
  const issues = cause instanceof ZodError ? cause.issues : [];
  const wrong = [...new Set(issues.map((issue) => issueWords(issue) ?? placeName(issue.path) ?? "input"))].slice(0, 5);
  const message =
    wrong.length > 0
      ? `Not understood: ${wrong.join("; ")}. Change it and try again.`
      : "What was sent is not understood: change it and try again.";
  return rejection("invalid_message", "bad_shape", message);
}
