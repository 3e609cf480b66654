/** Six people play a sit-and-go of hold'em over real sockets, from the first hand to the one who has all the chips. */
import type { HoldemMove, HoldemView } from "@holdfast/games/types";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { dice } from "../support/dice.js";
import { gapsOf, SdkPlayer, whoMoves } from "../support/sdk-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

type Player = SdkPlayer<"holdem">;

const SEATS = 6;
const STACK = 500;
const OPTIONS = { mode: "sng", startingStack: STACK, betweenHandsMs: 0 } as const;
const seed = "sit and go";
const roll = dice(seed);

let database: OwnDatabase;
let node: TestNode;
const players: Player[] = [];
beforeAll(async () => {
  database = await ownDatabase();
  const redisUrl = process.env["HOLDFAST_TEST_REDIS_URL"] ?? "";
  node = await startTestNode({ databaseUrl: database.url, redisUrl });
});
afterAll(async () => {
  for (const player of players) player.close();
  await node.stop();
  await database[Symbol.asyncDispose]();
});

async function tableOfSix(): Promise<readonly Player[]> {
  const [first, ...others] = ["Ada", "Bo", "Cy", "Di", "Ed", "Flo"].map(
    (name): Player => new SdkPlayer(node.url, name),
  );
  if (first === undefined) throw new Error("nobody is there");
  await first.create("holdem", OPTIONS, { seats: SEATS });
  for (const other of others) await other.join(first.match.code);
  const watcher = await new SdkPlayer<"holdem">(node.url, "Olga").observe(first.match.watchKey);
  players.push(first, ...others, watcher);
  return [first, ...others];
}

/** Now and then everything, now and then nothing, mostly whatever keeps one in the hand. */
function chosen({ bounds }: HoldemView): HoldemMove {
  if (bounds === null) throw new Error("asked without being told for what");
  const mood = roll(10);
  const range = bounds.bet ?? bounds.raise;
  if (mood === 0) return { type: "all-in" };
  if (mood < 3 && range !== null) return { type: bounds.bet === null ? "raise" : "bet", to: range.min };
  if (bounds.check) return { type: "check" };
  return mood < 6 || bounds.call === null ? { type: "fold" } : { type: "call" };
}

/** Chips in front of players and in the pots. */
function chips({ seats }: HoldemView): number {
  return seats.reduce((sum, { stack, total }) => sum + stack + total, 0);
}

/** The sums of chips that were seen, with the versions in which they were. */
function sums(player: Player): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const { view, version } of player.shown) {
    if (view !== null) found.set(chips(view), [...(found.get(chips(view)) ?? []), version]);
  }
  return found;
}

/** The versions at which at least one of those who play or watch saw the table. */
function versionsSeen(): readonly number[] {
  const tables = players.flatMap(({ shown }) => shown.filter(({ view }) => view !== null));
  return [...new Set(tables.map(({ version }) => version))].toSorted((a, b) => a - b);
}

test(`[G3] [SY8] six play a tournament to its winner, and no chip comes or goes at any version (choices: ${seed})`, async () => {
  const table = await tableOfSix();
  let moves = 0;
  for (let version = SEATS; ; moves++) {
    const mover = await whoMoves(players, version);
    if (mover === null) break;
    // Every now and then one whose turn it is not is away for a moment.
    if (moves % 25 === 24) await table.find((player) => player !== mover)?.restart();
    version = (await mover.play(chosen(mover.view))).version;
  }
  for (const player of players) expect([...sums(player).keys()]).toEqual([SEATS * STACK]);
  expect(players.flatMap(gapsOf)).toEqual([]);
  const [{ view, snapshot }] = table as [Player];
  const versions = Array.from({ length: snapshot.version - SEATS + 1 }, (_none, index) => SEATS + index);
  expect(versionsSeen(), "chips were counted at every version").toEqual(versions);
  const winner = view.seats.findIndex(({ stack }) => stack === SEATS * STACK);
  expect(view.result).toMatchObject({ winners: [winner], reason: "last-standing" });
  expect(snapshot.outcome).toMatchObject({ status: "finished", winners: [winner] });
  expect(view.result?.ranking.flat().toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
}, 120_000);
