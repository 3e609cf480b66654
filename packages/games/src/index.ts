export * from "./registry.js";
export { ticTacToe } from "./tic-tac-toe/rules.js";
export type * from "./types.js";
