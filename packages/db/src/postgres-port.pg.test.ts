import { afterAll, beforeAll, expect, test } from "vitest";
import { PostgresPort } from "./postgres-port.js";
import { createTestDatabase, type TestDatabase } from "./testing.js";

const PID = "select pg_backend_pid() as pid";
let database: TestDatabase;
let port: PostgresPort;
beforeAll(async () => {
  database = await createTestDatabase(process.env["HOLDFAST_TEST_DATABASE_URL"] ?? "");
  const patience = { connectTimeoutMs: 5_000, statementTimeoutMs: 5_000, answerTimeoutMs: 1_000 };
  const link = { url: database.url, applicationName: "test", onNotice: () => {}, ...patience };
  port = new PostgresPort(link, { writers: 3, readers: 1 });
  await port.connect();
});
afterAll(async () => {
  await port?.close();
  await database.drop();
});

test("[DU5.1] what is read after a write is read where that was written, also while the writer's own connection is broken", async () => {
  const pid = { text: PID, params: [] };
  const both = () => port.writeThenRead<{ pid: number }, { pid: number }>(0, pid, pid);
  const [[own], [after]] = await both();
  expect(after).toEqual(own);
  await expect(port.write(0, "select pg_terminate_backend(pg_backend_pid())", [])).rejects.toThrow();
  const [[other], [afterOther]] = await both();
  expect(other?.pid).not.toBe(own?.pid);
  expect(afterOther).toEqual(other);
});
