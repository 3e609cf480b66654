export * from "./redis-coordination.js";
