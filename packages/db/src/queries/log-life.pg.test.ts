import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgresStore } from "../open-postgres.js";
import type { SqlMatchStore } from "../store.js";
import { createTestDatabase, type TestDatabase } from "../testing.js";

let database: TestDatabase;
let store: SqlMatchStore;
beforeAll(async () => {
  database = await createTestDatabase(process.env["HOLDFAST_TEST_DATABASE_URL"] ?? "");
  store = await openPostgresStore({ url: database.url });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const life = async () => {
  const [row] = await database.query<{ epoch: number; second: number }>(
    `select (value::json->>'epoch')::int4 as epoch, (extract(epoch from clock_timestamp())::int8 - 1767225600)::float8 as second
     from settings where scope = 'server' and key = 'log'`,
  );
  return row ?? { epoch: 0, second: 0 };
};
/** The log was restored from a backup of its first life, and goes on on a timeline of its own. */
const restoreToFirst = () =>
  database.query(
    `update settings set value = json_build_object('epoch', 1, 'timeline', 0)::text where scope = 'server' and key = 'log'`,
  );

test("[SY8.1] a new life of the log is numbered by the second it begins in: a number that a backup knows nothing of is not given out again", async () => {
  for (let restored = 0; restored < 2; restored += 1) {
    await restoreToFirst();
    const { second } = await life();
    await store.enterLife();
    const { epoch } = await life();
    expect(epoch).toBeGreaterThanOrEqual(Math.floor(second));
    expect(epoch).toBeLessThanOrEqual((await life()).second + 1);
  }
});

test("[SY8.1] a life whose number is ahead of the clock is followed by the next number", async () => {
  await database.query(
    `update settings set value = json_build_object('epoch', 2000000000, 'timeline', 0)::text where scope = 'server' and key = 'log'`,
  );
  await store.enterLife();
  expect((await life()).epoch).toBe(2_000_000_001);
});
