import { IntegrityFault, StorageUnavailable } from "@holdfast/engine";
import { redactError } from "./redact-error.js";
import type { StorageFault } from "./storage-fault.js";

/**
 * Milliseconds to wait before attempt number `attempt` + 2: short at first, a quarter of a second at most. `unit`, in
 * [0, 1), takes up to half of it away, so that those who failed together do not come back together.
 */
export function retryDelay(attempt: number, unit: number): number {
  return Math.min(250, 5 * 2 ** Math.min(attempt, 6)) * (1 - unit / 2);
}

/** What those who were turned away are told to wait, milliseconds. */
export const RETRY_AFTER_MS = 1_000;

export interface RetryOptions {
  readonly giveUpAfterMs: number;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
  /** Resolves after `ms`, or as soon as storage is back from having been away. */
  readonly pause: (ms: number) => Promise<void>;
  /** In [0, 1), for jitter. */
  readonly unit: () => number;
  /** Storage is away, and not just for a moment: there is no sense in trying on. */
  readonly isHopeless: () => boolean;
}

/** Asks as `retrying` does, as long as its owner has patience. */
export type Ask = <T>(attempt: (earlierMayHaveWorked: boolean) => Promise<T>) => Promise<T>;

/**
 * The answer of `attempt`, asked again while storage is in trouble; it is told whether an earlier try may have been
 * carried out. @throws StorageUnavailable when time is up or storage is away, StorageFault for anything else.
 */
export async function retrying<T>(
  options: RetryOptions,
  attempt: (earlierMayHaveWorked: boolean) => Promise<T>,
): Promise<T> {
  const giveUpAt = options.now() + options.giveUpAfterMs;
  let uncertain = false;
  for (let tries = 0; ; tries++) {
    try {
      return await attempt(uncertain);
    } catch (error) {
      // What is stored is not what was stored: asking again will not change that.
      if (error instanceof IntegrityFault) throw error;
      const fault: StorageFault = redactError(error);
      if (fault.kind === "broken" || fault.kind === "refused") throw fault;
      if (options.isHopeless() || options.now() >= giveUpAt) {
        throw new StorageUnavailable(RETRY_AFTER_MS, { cause: fault });
      }
      uncertain ||= fault.kind === "unreachable";
      await options.pause(retryDelay(tries, options.unit()));
    }
  }
}
