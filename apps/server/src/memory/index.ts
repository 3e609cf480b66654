export * from "./memory-coordination.js";
