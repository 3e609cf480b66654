/**
 * Drivers attach the statement's parameters (seeds, states, hands of cards) to their errors, and Postgres
 * quotes values in message and detail. Only codes and names of schema objects survive here; there is no cause.
 */
import { type FaultKind, StorageFault } from "./storage-fault.js";

const CONFLICTS: ReadonlySet<string> = new Set(["40001", "40P01", "55P03", "57014"]);
/** Connection, resources, operator intervention; a read-only server is one that was failed over from. */
const UNREACHABLE = /^(08|53|57P|58)|^25006$|^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_|CONNECT)/;
const SQLSTATE = /^[0-9A-Z]{5}$/;
const SYSTEM_CODE = /^[A-Z][A-Z0-9_]{2,40}$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/** The fault that a driver's error stands for, holding nothing that was in the statement. */
export function redactError(error: unknown): StorageFault {
  if (error instanceof StorageFault) return error;
  const code = codeOf(error);
  const isNoneToAsk = isFatal(error) || isOfReplica(error);
  return new StorageFault(isNoneToAsk ? "unreachable" : kindOf(code), code, subjectOf(error));
}

/** Reading asks for the timeline that is written, and a replica writes none: it is not the server to read from. */
function isOfReplica(error: unknown): boolean {
  return codeOf(error) === "55000" && field(error, "routine") === "pg_current_wal_lsn";
}

/** The server let nobody in, or threw us out, whatever for: no statement was judged. */
function isFatal(error: unknown): boolean {
  const severity = field(error, "severity");
  return severity === "FATAL" || severity === "PANIC";
}

function codeOf(error: unknown): string {
  const code = field(error, "code");
  return code !== null && (SQLSTATE.test(code) || SYSTEM_CODE.test(code)) ? code : "unknown";
}

function kindOf(code: string): FaultKind {
  if (CONFLICTS.has(code)) return "conflict";
  if (UNREACHABLE.test(code)) return "unreachable";
  return SQLSTATE.test(code) && /^2[23]/.test(code) ? "refused" : "broken";
}

function subjectOf(error: unknown): string | null {
  for (const key of ["constraint_name", "constraint", "table_name", "table", "routine"]) {
    const name = field(error, key);
    if (name !== null && NAME.test(name)) return name;
  }
  return null;
}

function field(error: unknown, key: string): string | null {
  if (typeof error !== "object" || error === null || !(key in error)) return null;
  const value: unknown = Reflect.get(error, key);
  return typeof value === "string" ? value : null;
}
