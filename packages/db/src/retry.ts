import { StorageUnavailable } from "@holdfast/engine";
import { redactError } from "./redact-error.js";
import type { StorageFault } from "./storage-fault.js";

/** Milliseconds to wait before attempt number `attempt` + 2: short at first, a quarter of a second at most. */
export function retryDelay(attempt: number): number {
  return Math.min(250, 5 * 2 ** Math.min(attempt, 6));
}

export interface RetryOptions {
  readonly giveUpAfterMs: number;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * The answer of `attempt`, asked again while storage is away or in conflict; it is told whether an earlier try may
 * have been carried out. @throws StorageUnavailable when time is up, StorageFault for anything else.
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
      const fault: StorageFault = redactError(error);
      if (fault.kind === "broken" || fault.kind === "refused") throw fault;
      if (options.now() >= giveUpAt) throw new StorageUnavailable(500, { cause: fault });
      uncertain ||= fault.kind === "unreachable";
      await options.pause(retryDelay(tries));
    }
  }
}
