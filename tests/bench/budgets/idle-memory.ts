/** B6: resident memory per connected player who does nothing, each watching a match of their own table. */
import { residentKb } from "../measure/proc-stat.js";
import type { Metric } from "../measure/samples.js";
import { inSession, type Turn } from "../measure/session.js";
import type { Options } from "../options.js";

const MEMORY: Metric = {
  budget: "B6",
  key: "memory",
  label: "RSS per connection",
  unit: "KB",
  digits: 1,
  compared: true,
};
/** These pay for what a server sets up once: compiled code, buffers, pools. */
const FIRST_TABLES = 250;
const SETTLING_MS = 3_000;

/** One contender's turn of one round. */
export function idleMemory(turn: Turn, options: Options): Promise<void> {
  const tables = options.quick ? 500 : 2_000;
  return inSession(turn, async ({ server, call }) => {
    await call("open", FIRST_TABLES);
    await settle();
    const before = residentKb(server.pid);
    await call("open", tables);
    await settle();
    const grown = residentKb(server.pid) - before;
    turn.samples.add(MEMORY, { contender: turn.contender.name, round: turn.round }, grown / (2 * tables));
  });
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
}
