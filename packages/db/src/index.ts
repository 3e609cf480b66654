/** Storage: the `MatchStore` of `@holdfast/engine` on Postgres, real or embedded. */
export { type EmbeddedOptions, openEmbeddedStore } from "./open-embedded.js";
export { SqlMatchStore, type StoreOptions } from "./store.js";
export { type FaultKind, StorageFault } from "./storage-fault.js";
