import type { Coordination, PresenceEntry } from "../../apps/server/src/ports.js";
import { OF } from "./coordination-timers.js";
import { ACCEPTED } from "./coordination-dedupe.js";

const WHO: PresenceEntry = { nodeId: "node-1", connectionId: "c", seat: 0, playerId: "p" };
export const TIGHT = { burst: 1, perSecond: 1 } as const;

/** Every call of the port that a server makes while playing, and what it answers when Redis is away. */
export function callsOf(coordination: Coordination): readonly Call[] {
  const { dedupe, presence, wakeups, timers, limits, nodes } = coordination;
  return [
    { name: "recall", make: () => dedupe.recall("p", "m"), whenAway: null },
    { name: "remember", make: () => dedupe.remember("p", "m", ACCEPTED), whenAway: undefined },
    { name: "arrive", make: () => presence.arrive("match", WHO), whenAway: false },
    { name: "depart", make: () => presence.depart("match", WHO), whenAway: false },
    { name: "read", make: () => presence.read("match"), whenAway: null },
    { name: "follow", make: () => wakeups.follow("match"), whenAway: undefined },
    { name: "set", make: () => timers.set("match", 1, OF), whenAway: undefined },
    { name: "clear", make: () => timers.clear("match", OF), whenAway: undefined },
    { name: "claimDue", make: () => timers.claimDue(2, 3, 4), whenAway: [] },
    { name: "take", make: () => limits.take("key", { burst: 1_000, perSecond: 1 }), whenAway: 0 },
    { name: "beat", make: () => nodes.beat("node-1", 1_000), whenAway: undefined },
    { name: "live", make: () => nodes.live(), whenAway: null },
    { name: "generation", make: () => coordination.generation(), whenAway: null },
  ];
}
export interface Call {
  readonly name: string;
  readonly make: () => Promise<unknown>;
  readonly whenAway: unknown;
}

const NOT_YET = Symbol("not yet");

/** What a promise answers without anything having to happen first; the name says whose promise it was if not. */
export async function atOnce(name: string, promise: Promise<unknown>): Promise<unknown> {
  const answer = await Promise.race([promise, turns(3).then(() => NOT_YET)]);
  if (answer === NOT_YET) throw new Error(`${name} waited for something`);
  return answer;
}

/** What a promise answers in far more time than its bound and far less than for ever. */
export async function bounded(name: string, promise: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 5_000, NOT_YET);
  });
  const answer = await Promise.race([promise, late]);
  clearTimeout(timer);
  if (answer === NOT_YET) throw new Error(`${name} did not come to an end`);
  return answer;
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
}
