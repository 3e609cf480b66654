export { briscola } from "./briscola/rules.js";
export * from "./create-replay.js";
export { holdem } from "./holdem/rules.js";
export * from "./registry.js";
export { tabletop } from "./tabletop/rules.js";
export { ticTacToe } from "./tic-tac-toe/rules.js";
export type * from "./types.js";
export { wildspark } from "./wildspark/rules.js";
