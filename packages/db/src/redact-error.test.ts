import { inspect } from "node:util";
import { expect, test } from "vitest";
import { redactError } from "./redact-error.js";

const CANARY = "canary-hole-cards";

/** An error as postgres.js makes them: the statement's parameters ride along, and Postgres quotes values. */
function driverError(fields: Record<string, unknown>): Error {
  const error = Object.assign(new Error(`invalid input syntax: "${CANARY}"`), {
    detail: `Key (msg_id)=(${CANARY}) already exists.`,
    where: `unnamed portal parameter $1 = '${CANARY}'`,
    query: `select '${CANARY}'`,
    ...fields,
  });
  Object.defineProperty(error, "parameters", { value: [CANARY], enumerable: false });
  return Object.assign(error, { cause: new Error(CANARY) });
}

/** Everything that a logger, an inspector or a careless caller could make of an error. */
function everythingIn(error: unknown): string {
  const seen = new Set<unknown>();
  const parts: string[] = [];
  for (let at = error; at instanceof Error && !seen.has(at); at = at.cause) {
    seen.add(at);
    const own = Object.getOwnPropertyNames(at).map((key) => JSON.stringify(Reflect.get(at as object, key)));
    parts.push(String(at), at.stack ?? "", JSON.stringify(at), inspect(at, { showHidden: true, depth: 9 }), ...own);
  }
  return parts.join("\n");
}

test("[OP1] the probe finds a parameter wherever a driver's error carries one", () => {
  expect(everythingIn(driverError({ code: "22P02" }))).toContain(CANARY);
  expect(everythingIn(new Error("outside", { cause: driverError({}) }))).toContain(CANARY);
});

test.each([
  ["a data error", { code: "22P02" }],
  ["a constraint", { code: "23505", constraint_name: "commits_msg", table_name: "commits" }],
  ["a lost connection", { code: "ECONNRESET" }],
  ["a code that is a value", { code: CANARY }],
  ["a constraint named like a value", { code: "23505", constraint_name: `${CANARY} !` }],
  ["no code at all", {}],
])("[OP1] nothing of the statement is left in the fault made of %s", (_what, fields) => {
  expect(everythingIn(redactError(driverError(fields)))).not.toContain(CANARY);
});

test.each([
  ["22P02", "refused"],
  ["23505", "refused"],
  ["40P01", "conflict"],
  ["40001", "conflict"],
  ["57014", "conflict"],
  ["57P01", "unreachable"],
  ["53300", "unreachable"],
  ["08006", "unreachable"],
  ["25006", "unreachable"],
  ["ECONNREFUSED", "unreachable"],
  ["CONNECT_TIMEOUT", "unreachable"],
  ["CONNECTION_CLOSED", "unreachable"],
  ["42P01", "broken"],
  ["XX000", "broken"],
])("[DU3] %s means %s", (code, kind) => {
  expect(redactError(driverError({ code }))).toMatchObject({ kind, code });
});

test.each(["FATAL", "PANIC"])(
  "[DU5] whatever a server says as it throws somebody out (%s), it could not be asked",
  (severity) => {
    expect(redactError(driverError({ code: "55000", severity }))).toMatchObject({ kind: "unreachable", code: "55000" });
    expect(redactError(driverError({ code: "55000", severity: "ERROR" }))).toMatchObject({ kind: "broken" });
  },
);

test("[OP1] a fault names the constraint that refused, and stays itself when redacted again", () => {
  const fault = redactError(driverError({ code: "23505", constraint_name: "commits_msg" }));
  expect(fault.message).toBe("storage: refused (23505, commits_msg)");
  expect(redactError(fault)).toBe(fault);
});

test("[OP1] something thrown that is no error becomes a fault too", () => {
  expect(redactError(CANARY)).toMatchObject({ kind: "broken", code: "unknown" });
  expect(redactError(undefined)).toMatchObject({ kind: "broken" });
});

test("[SY8.1] a server that is a replica is none to read from", () => {
  const asked = driverError({ code: "55000", severity: "ERROR", routine: "pg_current_wal_lsn" });
  expect(redactError(asked)).toMatchObject({ kind: "unreachable", code: "55000" });
});
