/** What a table needs to draw hold'em; no rules and no schemas are pulled in. */
export { cardId, nameOf, parseCards, RANKS, SUITS } from "./cards.js";
export { bestFive, evaluate, handName } from "./evaluate.js";
export type * from "./types.js";
