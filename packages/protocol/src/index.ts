export * from "./close-codes.js";
export * from "./frames.js";
export * from "./ids.js";
export * from "./limits.js";
export * from "./rejection.js";
export * from "./requests.js";
export * from "./session.js";
export * from "./version.js";
