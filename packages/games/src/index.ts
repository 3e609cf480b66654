export { briscola } from "./briscola/rules.js";
export * from "./create-replay.js";
export * from "./registry.js";
export { ticTacToe } from "./tic-tac-toe/rules.js";
export type * from "./types.js";
