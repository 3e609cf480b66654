export * from "./feed.js";
export * from "./shared.js";
