/** What one connection may use. Sizes in bytes, times in milliseconds; 0 turns a time limit off. */
export interface SocketLimits {
  /** A longer message goes by unread and is answered with an error; the connection stays open. */
  readonly maxPayload: number;
  /** A message announcing more than this closes the connection with 1009. */
  readonly maxRefusedPayload: number;
  /** Queries and mutations in one message. A reconnecting client resends its subscriptions in one message besides. */
  readonly maxBatch: number;
  /** Queries and mutations received and not yet answered. */
  readonly maxInFlight: number;
  readonly maxSubscriptions: number;
  /** How long a mutation may hold up the calls that came behind it on its connection. */
  readonly holdUpMs: number;
  /** Time to be identified before the connection is closed with 4401. */
  readonly authDeadlineMs: number;
  /**
   * Bytes that may wait for a reader that has asked for one thing since it fell behind; half as many where it was two things,
   * and so on. Beyond that nothing it says is heard until it has read them all.
   */
  readonly maxUnreadBytes: number;
  /** Bytes waiting for the reader. More than one reply beyond this and the connection is cut. */
  readonly maxBufferedBytes: number;
  /** How long a reader may stay behind before 4413. */
  readonly slowConsumerGraceMs: number;
  /** Silence after which the server asks with a PING of its own, which stock clients answer. */
  readonly pingAfterMs: number;
  /** Silence after which the connection is closed with 4408. Any frame counts as life. */
  readonly heartbeatDeadMs: number;
  /** How long a closing connection may take over the closing handshake. */
  readonly closeGraceMs: number;
  /** More refused requests than this within about a second close the connection with 4429. */
  readonly maxRefusalsPerSecond: number;
  /** Connections taken in within a second; those beyond it are turned away before anything is done for them. */
  readonly maxAcceptsPerSecond: number;
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

export const DEFAULT_LIMITS: SocketLimits = {
  maxPayload: 16_384,
  maxRefusedPayload: 4_194_304,
  maxBatch: 8,
  maxInFlight: 16,
  maxSubscriptions: 32,
  holdUpMs: 1_000,
  authDeadlineMs: 5_000,
  maxUnreadBytes: 131_072,
  maxBufferedBytes: 262_144,
  slowConsumerGraceMs: 30_000,
  pingAfterMs: 10_000,
  heartbeatDeadMs: 15_000,
  closeGraceMs: 3_000,
  maxRefusalsPerSecond: 500,
  maxAcceptsPerSecond: Number.POSITIVE_INFINITY,
  maxConnections: Number.POSITIVE_INFINITY,
  maxConnectionsPerAddress: Number.POSITIVE_INFINITY,
};
