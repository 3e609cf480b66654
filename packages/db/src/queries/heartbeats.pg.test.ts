import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgresStore } from "../open-postgres.js";
import type { SqlMatchStore } from "../store.js";
import { createTestDatabase, type TestDatabase } from "../testing.js";

let database: TestDatabase;
let stores: readonly SqlMatchStore[];
beforeAll(async () => {
  database = await createTestDatabase(process.env["HOLDFAST_TEST_DATABASE_URL"] ?? "");
  const { url } = database;
  stores = await Promise.all(Array.from({ length: 3 }, () => openPostgresStore({ url })));
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await database.drop();
});

const beatAll = (since: number, round = 0) =>
  Promise.all(
    stores.map((store, i) => store.beat({ nodeId: `n${round}.${i}`, blindSince: null, gapMs: 3_000, since })),
  );
/** As if nobody had beaten for so long; `node` alone, or all. */
const silence = (ms: number, node = "%") =>
  database.query("update heartbeats set beat_at = beat_at - $1::int8 where node_id like $2", [ms, node]);

test("[DU5.1] of nodes that come back at one moment one keeps the outage, and each is told of it at once", async () => {
  await beatAll(0);
  for (let round = 1; round <= 20; round += 1) {
    const [{ at } = { at: 0 }] = await beatAll(0, round);
    await silence(60_000);
    const answers = await beatAll(at, round);
    const kept = await database.query<{ n: number }>(
      "select count(*)::int4 as n from outages where cause = 'service' and ended_at > $1::int8",
      [at],
    );
    expect(kept).toEqual([{ n: 1 }]);
    for (const { outages } of answers) {
      const ofAll = outages.filter(({ cause }) => cause === "service");
      expect(ofAll).toHaveLength(1);
      expect((ofAll[0]?.to ?? 0) - (ofAll[0]?.from ?? 0)).toBeGreaterThanOrEqual(60_000);
    }
  }
});

test("[SY3] what a node could not see before it ended is kept for it, once", async () => {
  const [store] = stores;
  if (store === undefined) throw new Error("there are stores");
  const { at } = await store.beat({ nodeId: "a", blindSince: null, gapMs: 3_000, since: 0 });
  await store.beat({ nodeId: "dies blind", blindSince: at - 40_000, gapMs: 3_000, since: at });
  await silence(20_000, "dies blind");
  const since = at - 30_000;
  const answers = await Promise.all(
    stores.map((one, i) => one.beat({ nodeId: `w${i}`, blindSince: null, gapMs: 3_000, since })),
  );
  const later = await store.beat({ nodeId: "a", blindSince: null, gapMs: 3_000, since });
  const presence = later.outages.filter(({ cause }) => cause === "presence");
  expect(presence).toEqual([{ cause: "presence", from: at - 40_000, to: expect.any(Number) }]);
  for (const { blindSince } of [...answers, later]) expect(blindSince).toBeNull();
});

test("[SY3.2] a node that cannot see who is there is taken for one until it has been silent for ten seconds, and not only for three", async () => {
  const [store] = stores;
  if (store === undefined) throw new Error("there are stores");
  const { at } = await store.beat({ nodeId: "a", blindSince: null, gapMs: 3_000, since: 0 });
  const blindSince = at - 40_000;
  await store.beat({ nodeId: "slow", blindSince, gapMs: 3_000, since: at });
  await silence(5_000, "slow");
  const look = () => store.beat({ nodeId: "a", blindSince: null, gapMs: 3_000, since: at });
  expect(await look()).toMatchObject({ blindSince });
  await silence(6_000, "slow");
  expect(await look()).toMatchObject({ blindSince: null });
});

test("[DU5.1] storage's time stands still where its clock was set back, and that is no outage", async () => {
  const [store] = stores;
  if (store === undefined) throw new Error("there are stores");
  const beat = () => store.beat({ nodeId: "a", blindSince: null, gapMs: 3_000, since: 0 });
  const { at } = await beat();
  // Which is what a clock that is a minute behind makes of a beat of just now.
  await silence(-60_000);
  const [first, second] = [await beat(), await beat()];
  expect(first.at).toBeGreaterThanOrEqual(at + 60_000);
  expect(second.at).toBe(first.at);
  expect(second.outages.filter(({ to }) => to > at)).toEqual([]);
  await silence(60_000);
});

test("[DU5.2] what a node was silent for is kept once: when it beats again, or when it is waited for no longer", async () => {
  const [store] = stores;
  if (store === undefined) throw new Error("there are stores");
  const heard = { until: 1, open: [] };
  const says = (nodeId: string) => store.beat({ nodeId, blindSince: null, gapMs: 3_000, since: 0, heard });
  const { at } = await says("stops");
  await says("is back");
  await silence(20_000, "is back");
  await silence(40_000, "stops");
  const since = at - 60_000;
  const answers = await Promise.all(
    stores.map((one, i) => one.beat({ nodeId: `x${i}`, blindSince: null, gapMs: 3_000, since })),
  );
  const back = await says("is back");
  const later = await store.beat({ nodeId: "x0", blindSince: null, gapMs: 3_000, since });
  const ofNodes = later.outages.filter(({ cause }) => cause === "node");
  expect(ofNodes.filter(({ nodeId }) => nodeId === "stops")).toHaveLength(1);
  expect(ofNodes.filter(({ nodeId }) => nodeId === "is back")).toEqual([
    { cause: "node", nodeId: "is back", from: expect.any(Number), to: back.at },
  ]);
  expect(answers.flatMap(({ silent }) => silent).every(({ nodeId }) => nodeId !== "stops")).toBe(true);
  expect(later.silent).toEqual([]);
});

test("[DU5.1] a node forgets what is too old to matter when it begins, and nothing else", async () => {
  const [store] = stores;
  const { at } = (await store?.beat({ nodeId: "a", blindSince: null, gapMs: 3_000, since: 1 })) ?? { at: 0 };
  const day = 86_400_000;
  for (const ago of [91 * day, 89 * day]) {
    await database.query(
      "insert into outages (node_id, cause, began_at, ended_at) values ('old', 'service', $1::int8, $2::int8)",
      [at - ago - 1_000, at - ago],
    );
  }
  await silence(2 * day, "w%");
  const answer = await store?.beat({ nodeId: "a", blindSince: null, gapMs: 3_000, since: 0 });
  expect(answer?.outages[0]).toEqual({ cause: "service", from: at - 89 * day - 1_000, to: at - 89 * day });
  expect(await database.query("select node_id from heartbeats where node_id like 'w%'")).toEqual([]);
});
