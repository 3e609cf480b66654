/** For tests and for running a node inside another program. */
export { type Config, readConfig, SETTINGS } from "./config.js";
export { createLog } from "./http/log.js";
export { type NodeOptions, type RunningNode, startNode } from "./node.js";
export type { Clock, Log } from "./ports.js";
export type { AppRouter } from "./rpc/router.js";
