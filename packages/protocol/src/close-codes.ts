/** WebSocket close codes. A client stops for good on a terminal one and reconnects on any other. */
export const CLOSE_CODES = {
  unauthenticated: 4401,
  heartbeat: 4408,
  superseded: 4409,
  slowConsumer: 4413,
  rate: 4429,
  draining: 4503,
} as const;

/** Codes after which reconnecting cannot help: a new token is needed, or another connection took over. */
export const TERMINAL_CLOSE_CODES: readonly number[] = [CLOSE_CODES.unauthenticated, CLOSE_CODES.superseded];
