export type { Clock } from "./clock.js";
export { CLOSE } from "./close-code.js";
export type {
  ConnectionInfo,
  ConnectionParams,
  ContextOptions,
  FailedCall,
  SocketConnection,
  SocketListeners,
} from "./core.js";
export type { DrainPlan } from "./drain.js";
export * from "./feed.js";
export type { CallKind } from "./incoming.js";
export { DEFAULT_LIMITS, type SocketLimits } from "./limits.js";
export { type RefusalReason, SocketRefusal } from "./refusal.js";
export * from "./shared.js";
export { createSocketServer, type SocketServer, type SocketServerOptions, type SocketStats } from "./socket-server.js";
export { fastSuperjson } from "./transformer.js";
