/** Real time and real chance: the ports' implementations of a running node. */
import { randomBytes, randomUUID } from "node:crypto";
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

export const systemRandom: Randomness = { bytes: (count) => randomBytes(count), uuid: () => randomUUID() };
