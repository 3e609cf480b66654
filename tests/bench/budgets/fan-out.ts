/** B3: what one move to many observers costs the server. */
import { cpuMs } from "../measure/proc-stat.js";
import type { Metric } from "../measure/samples.js";
import { inSession, type Turn } from "../measure/session.js";
import type { Options } from "../options.js";
import { warmUp } from "./warm-up.js";

const CPU: Metric = {
  budget: "B3",
  key: "server",
  label: "CPU per move",
  unit: "ms",
  digits: 1,
  compared: true,
};
const BYTES: Metric = { ...CPU, key: "bytes", label: "bytes per update", unit: "B", digits: 0, compared: false };
const SEEN: Metric = { ...CPU, key: "seen", label: "until all have it", unit: "ms", compared: false };

export const OBSERVERS = 1_000;
const EVERY_MS = 150;
/** Tables that play before there is an audience; then one of them begins anew, and is watched. */
const TABLES = 50;
/** And the first moves that the audience sees. */
const WARM_UP_MOVES = 16;

/** One contender's turn of one round. */
export function fanOut(turn: Turn, options: Options): Promise<void> {
  const at = { contender: turn.contender.name, round: turn.round };
  const observers = options.quick ? OBSERVERS / 4 : OBSERVERS;
  return inSession(turn, async ({ server, call, check }) => {
    await call("open", TABLES);
    await warmUp({ call }, options);
    await call("rematch", 1);
    await call("observe", observers);
    await call("fanOut", { moves: options.quick ? 8 : WARM_UP_MOVES, everyMs: EVERY_MS });
    const before = cpuMs(server.pid);
    const result = await call("fanOut", { moves: options.quick ? 10 : 30, everyMs: EVERY_MS });
    const spent = cpuMs(server.pid) - before;
    turn.samples.add(CPU, at, (spent / result.moves) * (OBSERVERS / observers));
    turn.samples.add(BYTES, at, result.bytesPerUpdate);
    turn.samples.add(SEEN, at, result.allSeenMs);
    check(`${observers} observers`, { ...result.load, lagP99Ms: 0 });
  });
}
