/** Waiting without sleeping blindly: a condition is polled until it holds, for a bounded time. */

export interface Patience {
  /** How long to keep trying; generous, because it is only spent when something is wrong. */
  readonly withinMs?: number;
  readonly everyMs?: number;
}

/**
 * Resolves with what `attempt` answers as soon as it neither throws nor answers `undefined` or `false`.
 * @throws what the last attempt threw, or an error that says what was still missing.
 */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 10 }: Patience = {},
): Promise<Exclude<T, undefined | false>> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await tryOnce(attempt);
    if (answer.held) return answer.value;
    if (performance.now() > end) throw answer.why;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

type Answer<T> =
  | { readonly held: true; readonly value: Exclude<T, undefined | false> }
  | { readonly held: false; readonly why: unknown };

async function tryOnce<T>(attempt: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    const value = await attempt();
    if (isHolding(value)) return { held: true, value };
    return { held: false, why: new Error(`It never held: ${attempt.toString()}`) };
  } catch (why) {
    return { held: false, why };
  }
}

function isHolding<T>(value: T): value is Exclude<T, undefined | false> {
  return value !== undefined && value !== false;
}
