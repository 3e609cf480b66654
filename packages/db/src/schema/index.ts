/** Every table, for tools and queries written with Drizzle. The store itself speaks SQL (`src/queries`). */
export * from "./commits.js";
export * from "./heartbeats.js";
export * from "./match-results.js";
export * from "./matches.js";
export * from "./outages.js";
export * from "./players.js";
export * from "./rules-stalls.js";
export * from "./seats.js";
export * from "./settings.js";
