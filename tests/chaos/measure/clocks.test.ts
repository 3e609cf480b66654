/** A turn that was taken by the clock turns a run red, unless its player dozed, or the network let nobody through. */
import { asJson, type Command, commitmentOf, createHead, decideCommit, parseOptions, SYSTEM } from "@holdfast/engine";
import { GAMES } from "@holdfast/games";
import { expect, test } from "vitest";
import type { MatchLog } from "../../simulation/checker/history.js";
import { type FaultKind, FAULTS, type Happened } from "../schedule/plan.js";
import { wronglyTaken } from "./clocks.js";

const SEED = "c3".repeat(32);
const TURN_MS = 5_000;

/** Two sit down at 0; the first one's time is up at 5,000, and the clock moves. */
function playedByTheClock(): MatchLog {
  const game = GAMES["tic-tac-toe"];
  const parsed = parseOptions(game, asJson({ turnMs: TURN_MS, onTimeout: "random-move" }));
  if (!parsed.ok) throw new Error("bad options");
  const of = { matchId: "m", gameId: game.id, rulesVersion: 1, seatCount: 2, hostId: null, createdAt: 0 };
  const facts = { ...of, options: parsed.value, commitment: commitmentOf(SEED) };
  let head = createHead(game, facts);
  const asked: readonly (readonly [number, Command])[] = [
    [0, { kind: "join", actorId: "ann", msgId: "a", seat: 0, entropy: null }],
    [0, { kind: "join", actorId: "bob", msgId: "b", seat: 1, entropy: null }],
    [TURN_MS + 500, { kind: "timeout", actorId: SYSTEM, msgId: "timeout:2", seat: 0 }],
  ];
  const commits = asked.map(([now, command]) => {
    const decided = decideCommit({ game, facts }, head, command, { now, seed: SEED });
    if (!decided.ok) throw new Error(decided.rejection.reason);
    head = decided.value.head;
    return { commit: decided.value.commit, at: now };
  });
  return { facts, seed: SEED, epoch: 1, commits };
}

const logs = [playedByTheClock()];
const during = (kind: FaultKind): Happened[] => [{ kind, place: 0, from: 1_000, to: 4_000 }];
const taken = (journal: readonly Happened[], dozes: Parameters<typeof wronglyTaken>[0]["dozes"] = []) =>
  wronglyTaken({ dozes }, logs, journal).map(({ rule }) => rule);

test("[DU5.2] a turn that somebody meant to play and the clock took is a broken promise, in peace and in every fault of the server", () => {
  expect(taken([])).toEqual(["P13"]);
  const ofTheServer = (Object.keys(FAULTS) as FaultKind[]).filter((kind) => !kind.startsWith("net."));
  expect(ofTheServer.length).toBeGreaterThan(15);
  for (const kind of ofTheServer) expect(taken(during(kind)), kind).toEqual(["P13"]);
  expect(taken([{ kind: "everything.kill", place: 0, from: 1_000, to: 1_100 }])).toEqual(["P13"]);
});

test("[DU5.2] one that its player let run out is none, nor one in which the network before a node let nobody through", () => {
  expect(taken([], [{ t: "doze", actorId: "ann", matchId: "m", version: 2 }])).toEqual([]);
  expect(taken(during("net.blackhole"))).toEqual([]);
  expect(taken([{ kind: "net.blackhole", place: 0, from: 9_000, to: 12_000 }])).toEqual(["P13"]);
});
