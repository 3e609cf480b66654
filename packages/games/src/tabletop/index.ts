/** What a table needs to draw a tabletop match; no rules and no schemas are pulled in. */
export { basesAt, CATEGORIES, PLAYERS } from "./state.js";
export type * from "./types.js";
