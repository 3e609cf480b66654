/** How long the bench waits for each call: several times what it takes on a busy machine, and never for ever. */
import type { Argument, CallName } from "./calls.js";

/** For what a server does once, whatever is asked. */
const FIRST_MS = 20_000;
const PER_TABLE_MS = 40;
const PER_OBSERVER_MS = 40;
/** Every observer has the whole of this time to see a move. */
export const SEEN_WITHIN_MS = 10_000;

const PATIENCE: { readonly [N in CallName]: (argument: Argument<N>) => number } = {
  setup: () => FIRST_MS,
  open: (tables) => FIRST_MS + tables * PER_TABLE_MS,
  rematch: (times) => FIRST_MS * times,
  play: ({ seconds }) => FIRST_MS + seconds * 1000,
  observe: (observers) => FIRST_MS + observers * PER_OBSERVER_MS,
  // The fan-out itself gives up on a move that somebody never sees, and on the rest with it.
  fanOut: ({ moves, everyMs }) => FIRST_MS + SEEN_WITHIN_MS + 4 * moves * everyMs,
  faults: () => FIRST_MS,
  waitingFor: () => FIRST_MS,
};

/** Milliseconds after which the call has failed. */
export function patienceMs<N extends CallName>(name: N, argument: Argument<N>): number {
  return PATIENCE[name](argument);
}
