/** How much memory the nodes occupy, looked at every second. */
import type { Arena } from "../services/arena.js";
import type { ScenarioResult } from "../report/result.js";

const EVERY_MS = 1_000;
const MEGABYTE = 1_048_576;

export function watchMemory({ places }: Arena): { stop(): ScenarioResult["memory"] } {
  const most = () => Math.max(0, ...places.map(({ node }) => node.residentBytes() ?? 0));
  const before = most();
  let highest = before;
  const look = setInterval(() => {
    highest = Math.max(highest, most());
  }, EVERY_MS);
  return {
    stop() {
      clearInterval(look);
      return { before: Math.round(before / MEGABYTE), most: Math.round(highest / MEGABYTE) };
    },
  };
}
