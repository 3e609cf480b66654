/** The levels of a tournament. */
import type { State } from "./state.js";

/** The level in force at a time, from 0; the last one lasts for ever. */
export function levelAt({ settings, startedAt }: State, now: number): number {
  let left = now - startedAt;
  for (const [index, { durationMs }] of settings.levels.entries()) {
    left -= durationMs;
    if (left < 0) return index;
  }
  return Math.max(0, settings.levels.length - 1);
}
