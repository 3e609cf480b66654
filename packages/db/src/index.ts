/** Storage: the `MatchStore` of `@holdfast/engine` on Postgres, real or embedded. */
export { BootRefused } from "./boot-check.js";
export { type EmbeddedOptions, openEmbeddedStore } from "./open-embedded.js";
export { openPostgresStore, type PostgresOptions } from "./open-postgres.js";
export type { Stall, StallCount } from "./stall.js";
export { readStallFile } from "./stall-notes.js";
export type { SqlMatchKeeper } from "./sql-match-keeper.js";
export { SqlMatchStore, type StoreOptions } from "./store.js";
export { type FaultKind, StorageFault } from "./storage-fault.js";
