/** The wiring of the core: what no part of it does by itself. */
import { expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf } from "../../../tests/support/server-parts.js";
import { createCore } from "./core.js";
import type { RpcDeps } from "./rpc/context.js";
import { watchMatch } from "./usecases/watch-match.js";

/** A core with a match that Anna follows, and what it tells the store of coordination. */
async function coreAtWork() {
  const parts = serverParts();
  const { coordination } = parts.ports;
  const { presence, timers } = coordination;
  const told: string[] = [];
  const store = { generation: "first" as string | null };
  Object.assign(coordination, {
    generation: async () => store.generation,
    presence: {
      arrive: (...who: Parameters<typeof presence.arrive>) => {
        told.push("here");
        return presence.arrive(...who);
      },
      depart: presence.depart.bind(presence),
      watch: presence.watch.bind(presence),
      read: presence.read.bind(presence),
    },
    timers: {
      set: (...entry: Parameters<typeof timers.set>) => {
        told.push("deadline");
        return timers.set(...entry);
      },
      clear: timers.clear.bind(timers),
      claimDue: timers.claimDue.bind(timers),
    },
  });
  const superseded: string[] = [];
  const core = createCore({
    ports: parts.ports,
    nodeId: "n1",
    games: parts.games,
    // Nobody asks for one here.
    tokens: {} as RpcDeps["tokens"],
    rateLimits: false,
    debounceMs: 2_000,
    timing: { graceMs: 500, warmUpMs: 0, extensionMs: 0 },
    onSuperseded: (connectionId) => superseded.push(connectionId),
  });
  await core.outages.beat();
  const deps: ServerParts = { ...parts, ...core.rpc, outages: core.outages };
  const { live, players } = await tableOf(deps, ["Anna", "Bob"], { game: "tic-tac-toe", options: { turnMs: 60_000 } });
  const [anna] = players;
  if (anna === undefined) throw new Error("nobody sat down");
  const watcher = await watchMatch(core.rpc, anna, { matchId: live.id, held: null, connectionId: "c1" });
  if (!watcher.ok) throw new Error(watcher.rejection.reason);
  watcher.value.open(() => {});
  core.rpc.attend(watcher.value, anna);
  const run = async (...names: readonly string[]) => {
    told.length = 0;
    for (const name of names) await core.rounds.find((round) => round.name === name)?.run();
    await parts.clock.advance(0);
    return [...new Set(told)].sort();
  };
  /** Anna opens the match on another node, whose word of it is lost. */
  const opensElsewhere = () => parts.store.claimSeat(live.id, 0, anna.playerId);
  return { store, run, superseded, opensElsewhere };
}

test("[DU6] a store of coordination that was emptied is noticed at the next look: who is here, and what is due, is told again", async () => {
  const { store, run } = await coreAtWork();
  expect(await run("generation", "deadlines")).toEqual(["deadline"]);
  // Nothing is told twice as long as nothing was lost.
  expect(await run("generation", "deadlines")).toEqual([]);
  store.generation = "second";
  expect(await run("generation", "deadlines")).toEqual(["deadline", "here"]);
  expect(await run("generation", "deadlines")).toEqual([]);
});

test("[DU6] one that cannot be asked was not emptied, and is the same when it answers again", async () => {
  const { store, run } = await coreAtWork();
  await run("generation", "deadlines");
  store.generation = null;
  expect(await run("generation", "deadlines")).toEqual([]);
  store.generation = "first";
  expect(await run("generation", "deadlines")).toEqual([]);
});

test("[SY10] a claim of a seat that nobody told this node of is found by its own looking", async () => {
  const { run, superseded, opensElsewhere } = await coreAtWork();
  await run("seats");
  expect(superseded).toEqual([]);
  await opensElsewhere();
  await run("seats");
  expect(superseded).toEqual(["c1"]);
});
