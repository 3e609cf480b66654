import { openPostgresStore } from "@holdfast/db";
import { createTestDatabase, type TestDatabase } from "@holdfast/db/testing";
import { afterAll } from "vitest";
import { postgresUrl } from "../support/postgres-url.js";
import { changeTimeline, takeBackLog } from "../support/take-back.js";
import { epochContract } from "./match-store-epochs.js";

let database: TestDatabase | undefined;
// Registered before the contract's own hooks, so it runs after the stores were closed.
afterAll(() => database?.drop());

epochContract("the Postgres store", async () => {
  const own = await createTestDatabase(postgresUrl());
  database = own;
  const store = await openPostgresStore({ url: own.url });
  return {
    store,
    other: await openPostgresStore({ url: own.url }),
    takeBack: (to) => takeBackLog(own.query, to),
    promote: () => changeTimeline(own.query),
  };
});
