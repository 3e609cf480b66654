export * from "./chance.js";
export * from "./commit.js";
export * from "./game.js";
export * from "./json.js";
export * from "./result.js";
export * from "./seat.js";
export * from "./match-store.js";
