/** When to try again after a connection was lost. Pure: the random number is an argument. */

export interface BackoffOptions {
  /** The first try comes uniformly within this many milliseconds. Default 300. */
  readonly firstMs?: number;
  /** No wait is longer than this while the outage is brief, so that a restarted server is found at once. Default 1500. */
  readonly briefMs?: number;
  /** How long an outage counts as brief. Default 600,000. */
  readonly briefForMs?: number;
  /** No wait is ever longer than this. Default 10,000. */
  readonly capMs?: number;
}

export interface Outage {
  /** Failed tries so far: 0 right after the connection was lost. */
  readonly attempt: number;
  readonly elapsedMs: number;
}

/** Milliseconds to wait: anything from 0 to a window that doubles from try to try (full jitter). */
export function backoffMs(outage: Outage, unit: number, options: BackoffOptions = {}): number {
  const { firstMs = 300, briefMs = 1_500, briefForMs = 600_000, capMs = 10_000 } = options;
  const cap = outage.elapsedMs < briefForMs ? Math.min(briefMs, capMs) : capMs;
  return unit * Math.min(cap, firstMs * 2 ** Math.min(outage.attempt, 20));
}
