/** Carries a planned fault out, and undoes it when its time is over. */
import { setTimeout as pause } from "node:timers/promises";
import type { Weather } from "../network/chaos-proxy.js";
import type { Arena, Place } from "../services/arena.js";
import { deafen } from "../services/deaf-clients.js";
import { abuse } from "../services/hostile-clients.js";
import { failOver } from "../services/fail-over.js";
import { cutEverybody, hogConnections, lockLog } from "../services/crowd.js";
import type { FaultKind, PlannedFault } from "./plan.js";

interface Struck {
  readonly arena: Arena;
  readonly forMs: number;
  /** One node, where the fault has a place; otherwise all. */
  readonly places: readonly Place[];
}
/** May answer with what there is to say of it. */
type Act = (struck: Struck) => Promise<string | void>;

const FAR: Partial<Weather> = { latencyMs: 200, jitterMs: 100 };

const ACTS: Readonly<Record<FaultKind, Act>> = {
  "node.kill": ({ places, forMs }) => away(places, "SIGKILL", forMs),
  "node.stop": ({ places, forMs }) => away(places, "SIGTERM", forMs),
  "node.freeze": ({ places, forMs }) => frozen(places[0]?.node, forMs),
  async "nodes.kill"({ arena, places, forMs }) {
    await Promise.all(places.map(({ node }) => node.end("SIGKILL")));
    await nobodyPlays(arena, forMs);
    await startAll(places);
  },
  async "nodes.roll"({ places }) {
    for (const place of places) await away([place], "SIGTERM", 0);
  },
  async "everything.kill"({ arena, places, forMs }) {
    const { postgres, redis } = arena;
    await Promise.all([...places.map(({ node }) => node.end("SIGKILL")), redis.kill(), postgres.kill()]);
    await nobodyPlays(arena, forMs);
    await Promise.all([redis.start(), postgres.start()]);
    await startAll(places);
  },
  async "redis.flush"({ arena }) {
    await arena.redis.flush();
  },
  async "redis.kill"({ arena, forMs }) {
    await arena.redis.kill();
    await pause(forMs);
    await arena.redis.start();
  },
  "redis.freeze": ({ arena, forMs }) => frozen(arena.redis, forMs),
  "redis.blackhole": ({ places, forMs }) =>
    weather(
      places.map(({ toRedis }) => toRedis),
      { holds: "both" },
      forMs,
    ),
  async "redis.cut-subscribers"({ arena }) {
    await arena.redis.ask("CLIENT", "KILL", "TYPE", "pubsub");
  },
  async "postgres.kill"({ arena, forMs }) {
    await arena.postgres.kill();
    await nobodyPlays(arena, forMs);
    await arena.postgres.start();
  },
  async "postgres.stop-at-once"({ arena }) {
    await arena.postgres.stopAtOnce();
    await arena.postgres.start();
  },
  async "postgres.freeze"({ arena, forMs }) {
    arena.postgres.freeze();
    await nobodyPlays(arena, forMs);
    arena.postgres.thaw();
  },
  async "postgres.blackhole"({ arena, places, forMs }) {
    for (const { toPostgres } of places) toPostgres.set({ holds: "both" });
    await nobodyPlays(arena, forMs);
    for (const { toPostgres } of places) toPostgres.set({});
  },
  "postgres.terminate": ({ arena, forMs }) => cutEverybody(arena.postgres.url, forMs),
  "postgres.hog": ({ arena, forMs }) => hogConnections(arena.postgres.url, forMs),
  "postgres.fail-over": ({ arena, forMs }) => failOver(arena, { lagMs: forMs, isSynchronous: false }),
  "postgres.fail-over-in-step": ({ arena, forMs }) => failOver(arena, { lagMs: forMs, isSynchronous: true }),
  "postgres.lock": ({ arena, forMs }) => lockLog(arena.postgres.url, forMs),
  "net.slow": ({ places, forMs }) => weather(fronts(places), FAR, forMs),
  "net.reset": ({ places, forMs }) => weather(fronts(places), { resetShare: 0.05 }, forMs),
  "net.slice": ({ places, forMs }) => weather(fronts(places), { sliceBytes: 64 }, forMs),
  "net.one-way": ({ places, forMs }) => weather(fronts(places), { holds: "down" }, forMs),
  "net.blackhole": ({ places, forMs }) => weather(fronts(places), { holds: "both" }, forMs),
  async "clients.deaf"({ places, forMs }) {
    // Straight to the node: what its clients do not take is its own affair.
    const all = await Promise.all(places.map(({ node }) => deafen(`http://127.0.0.1:${node.port}`, DEAF, forMs)));
    return all.map(({ clients, cut }) => `${cut} of ${clients} were cut off`).join(", ");
  },
  async "clients.hostile"({ places, forMs }) {
    const all = await Promise.all(places.map(({ node }) => abuse(`http://127.0.0.1:${node.port}`, forMs)));
    return all.map(({ messages, connections }) => `${messages} messages on ${connections} connections`).join(", ");
  },
};

const DEAF = 100;

/** Resolves when it is over and whatever it struck serves again, as far as others let it; with what there is to say. */
export async function inflict(arena: Arena, { kind, place, forMs }: PlannedFault): Promise<string | void> {
  const places = arena.places.filter((_, index) => place === null || place === index);
  return ACTS[kind]({ arena, forMs, places });
}

async function away(places: readonly Place[], signal: "SIGKILL" | "SIGTERM", forMs: number): Promise<void> {
  await Promise.all(places.map(({ node }) => node.end(signal)));
  await pause(forMs);
  await startAll(places);
}

/** What all depend on is gone: takes note of for how long, since it is the server's own affair. */
async function nobodyPlays({ outages }: Arena, forMs: number): Promise<void> {
  const from = Date.now();
  await pause(forMs);
  outages.push({ from, to: Date.now() });
}

/** A node that cannot start because something else is away is waited for elsewhere. */
const SERVES_MS = 5_000;

async function startAll(places: readonly Place[]): Promise<void> {
  for (const { node } of places) node.start();
  await Promise.allSettled(places.map(({ node }) => node.ready(SERVES_MS)));
}

async function frozen(what: { freeze(): void; thaw(): void } | undefined, forMs: number): Promise<void> {
  what?.freeze();
  await pause(forMs);
  what?.thaw();
}

const fronts = (places: readonly Place[]) => places.map(({ front }) => front);

async function weather(
  proxies: readonly { set(weather: Partial<Weather>): void }[],
  bad: Partial<Weather>,
  forMs: number,
): Promise<void> {
  for (const proxy of proxies) proxy.set(bad);
  await pause(forMs);
  for (const proxy of proxies) proxy.set({});
}
