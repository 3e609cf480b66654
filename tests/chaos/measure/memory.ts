/** How much memory the nodes occupy, looked at every second. */
import { setTimeout as pause } from "node:timers/promises";
import type { Arena } from "../services/arena.js";
import type { ScenarioResult } from "../report/result.js";

const EVERY_MS = 1_000;
const MEGABYTE = 1_048_576;
/** Memory that is back to this share of what it was is back. */
export const BACK_SHARE = 1.05;

export interface WatchedMemory {
  /** The storm is over. */
  stop(): void;
  /** Resolves when memory is back, or after so long. */
  back(withinMs: number): Promise<void>;
  /** What it came to. */
  told(): ScenarioResult["memory"];
}

export function watchMemory({ places }: Arena): WatchedMemory {
  const most = () => Math.max(0, ...places.map(({ node }) => node.residentBytes() ?? 0));
  const before = most();
  let highest = before;
  const look = setInterval(() => {
    highest = Math.max(highest, most());
  }, EVERY_MS);
  return {
    stop: () => clearInterval(look),
    async back(withinMs) {
      const until = Date.now() + withinMs;
      while (most() > BACK_SHARE * before && Date.now() < until) await pause(EVERY_MS);
    },
    told() {
      const [first, top, last] = [before, highest, most()].map((bytes) => Math.round(bytes / MEGABYTE));
      return { before: first ?? 0, most: top ?? 0, after: last ?? 0 };
    },
  };
}
