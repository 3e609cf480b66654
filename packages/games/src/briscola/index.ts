/** What a table needs to draw Briscola and offer its moves; no rules and no schemas are pulled in. */
export * from "./cards.js";
export type * from "./types.js";
