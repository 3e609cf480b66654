import { openPostgresStore } from "@holdfast/db";
import { createTestDatabase, type TestDatabase } from "@holdfast/db/testing";
import { afterAll } from "vitest";
import { postgresUrl } from "../support/postgres-url.js";
import { settingsStoreContract } from "./settings-store.js";

let database: TestDatabase | undefined;
// Registered before the contract's own hooks, so it runs after the store was closed.
afterAll(() => database?.drop());

settingsStoreContract("the Postgres store", async () => {
  database = await createTestDatabase(postgresUrl());
  return openPostgresStore({ url: database.url });
});
