/** The close codes this adapter uses by itself. */
export const CLOSE = {
  /** The server could not build a context: nothing is wrong with the client. */
  serverError: 1011,
  unauthenticated: 4401,
  heartbeat: 4408,
  slowConsumer: 4413,
  rate: 4429,
  draining: 4503,
} as const;
