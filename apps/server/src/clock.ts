/** Real time and real chance: the ports' implementations of a running node. */
import { randomBytes, randomFillSync, randomUUID } from "node:crypto";
import type { Clock, Randomness } from "./ports.js";

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    // Beyond 2^31-1 ms Node would fire at once.
    const timer = setTimeout(task, Math.min(Math.max(ms, 0), 2_147_483_647));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Randomness = { bytes: drawn, uuid: () => randomUUID() };

/** One call of the system costs the same for a few bytes as for all of these. */
const pool = Buffer.alloc(1_024);
let used = pool.length;

/** Bytes that are given out once, and not kept here. */
function drawn(count: number): Uint8Array {
  if (count > pool.length) return randomBytes(count);
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Uint8Array.prototype.slice.call(pool, used, used + count);
  pool.fill(0, used, used + count);
  used += count;
  return bytes;
}
