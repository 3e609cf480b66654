/** What a table needs to draw tic-tac-toe and offer its moves; no rules and no schemas are pulled in. */
export * from "./legal.js";
export * from "./lines.js";
export type * from "./types.js";
