import { afterEach, expect, test } from "vitest";
import { PostgresLink } from "./postgres-link.js";

let link: PostgresLink;
afterEach(() => link.close());

function connect(statementTimeoutMs: number): void {
  link = new PostgresLink({
    url: process.env["HOLDFAST_TEST_DATABASE_URL"] ?? "",
    applicationName: "holdfast-test",
    connectTimeoutMs: 5_000,
    statementTimeoutMs,
    answerTimeoutMs: 5_000,
    onNotice: () => {},
  });
}

/** Sends a few thousand rows and then does not finish in time. */
const RUNS_OUT_OF_TIME =
  "select i, repeat('x', 100) as filler, case when i > 4000 then pg_sleep(1) end as slow from generate_series(1, 5000) i";

test("[DU2] rows of a statement that failed half-way never show up in the answer to the next one", async () => {
  connect(150);
  await link.run("select 1 as warm", []);
  await expect(link.run(RUNS_OUT_OF_TIME, [])).rejects.toMatchObject({ kind: "conflict" });
  const rows = await link.run<{ n: number }>("select n from generate_series(1, 3) n", []);
  expect(rows).toHaveLength(3);
  expect(rows.map(({ n }) => n)).toEqual([1, 2, 3]);
});

test("[DU3] statements planned while a table is tiny use its index all the same", async () => {
  connect(5_000);
  const plan = await link.transaction(async (run) => {
    await run("create temporary table grown (id int primary key) on commit drop", []);
    await run("insert into grown values (1)", []);
    await run("analyze grown", []);
    await run("prepare look(int) as select id from grown where id = $1", []);
    await run("explain execute look(1)", []);
    return run<{ "QUERY PLAN": string }>("explain execute look(1)", []);
  });
  expect(plan.map((line) => line["QUERY PLAN"]).join("\n")).toMatch(/Index|Bitmap/);
});

test("[DU3] an answer that came while this process stood still is not held to be late", async () => {
  connect(5_000);
  await link.run("select 1 as warm", []);
  const answer = link.run<{ here: number }>("select 1 as here from pg_sleep(0.05)", [], 100);
  // Sent with the end of this turn.
  await new Promise((sent) => setImmediate(() => setImmediate(sent)));
  const standsUntil = performance.now() + 400;
  while (performance.now() < standsUntil);
  expect(await answer).toEqual([{ here: 1 }]);
});
