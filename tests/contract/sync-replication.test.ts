/** What is written while no synchronous replica answers: on a Postgres that waits for one in vain. */
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PostgresLink } from "../../packages/db/src/postgres-link.js";
import { eventually } from "../support/eventually.js";
import { PostgresProcess } from "../support/postgres-process.js";

let server: PostgresProcess;
let link: PostgresLink;
let onlooker: postgres.Sql;
beforeAll(async () => {
  server = await PostgresProcess.start({ synchronous_standby_names: "nobody" });
  onlooker = postgres(server.url, { max: 1, onnotice: () => {} });
  link = new PostgresLink({
    url: server.url,
    applicationName: "holdfast-test",
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 10_000,
    answerTimeoutMs: 10_000,
    onNotice: () => {},
  });
});
afterAll(async () => {
  await link.close();
  await onlooker.end();
  await server.stop();
});

test("[SY8.1] a write that reached no replica has no certain answer, though the server reports success and shows it", async () => {
  const written = link.run("create table written (id int)", []);
  await Promise.all([
    expect(written).rejects.toMatchObject({ kind: "unreachable", code: "NOT_REPLICATED" }),
    cancelWhatWaits(),
  ]);
  expect(await link.run("select count(*)::int as rows from written", [])).toEqual([{ rows: 0 }]);
});

/** As somebody does who finds statements that take for ever. */
async function cancelWhatWaits(): Promise<void> {
  await eventually(async () => {
    const rows = await onlooker`select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'`;
    return rows.length > 0;
  });
}
