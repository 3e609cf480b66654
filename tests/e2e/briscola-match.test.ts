/** Five people on two nodes play a match of Briscola, while their connections are torn and their programs die. */
import type { BriscolaMove, BriscolaPhase, BriscolaView } from "@holdfast/games/types";
import type { Snapshot } from "@holdfast/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { dice } from "../support/dice.js";
import { gapsOf, SdkPlayer, whoMoves } from "../support/sdk-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

type Player = SdkPlayer<"briscola-chiamata">;

const HANDS = 5;
const PHASES: readonly BriscolaPhase[] = [
  "bid",
  "call-partner-rank",
  "play-first-trick",
  "call-partner-suit",
  "play-tricks",
];
const seed = "five hands";

let database: OwnDatabase;
let nodes: readonly TestNode[] = [];
const players: Player[] = [];
beforeAll(async () => {
  database = await ownDatabase();
  const services = { databaseUrl: database.url, redisUrl: process.env["HOLDFAST_TEST_REDIS_URL"] ?? "" };
  nodes = [await startTestNode(services), await startTestNode(services)];
});
afterAll(async () => {
  for (const player of players) player.close();
  await Promise.all(nodes.map((node) => node.stop()));
  await database[Symbol.asyncDispose]();
});

const newPlayer = (name: string): Player =>
  new SdkPlayer(
    nodes.map(({ url }) => url),
    name,
  );

async function tableOfFive(): Promise<readonly Player[]> {
  const [first, ...others] = ["Ada", "Bea", "Cia", "Dino", "Elio"].map(newPlayer);
  if (first === undefined) throw new Error("nobody is there");
  await first.create("briscola-chiamata", { end: { mode: "hands", hands: HANDS } });
  for (const other of others) await other.join(first.match.code);
  players.push(first, ...others);
  return players;
}

const roll = dice(seed);

function chosen({ phase, high, you }: BriscolaView): BriscolaMove {
  switch (phase) {
    case "bid": {
      const standing = typeof high?.bid === "number" ? high.bid : 60;
      return { type: "bid", bid: high === null || (standing < 80 && roll(3) === 0) ? standing + 1 + roll(5) : -1 };
    }
    case "call-partner-rank":
      return { type: "call-partner-rank", partner_rank: 1 + roll(10) };
    case "call-partner-suit":
      return {
        type: "call-partner-suit",
        partner_suit: (["coins", "cups", "swords", "clubs"] as const)[roll(4)] ?? "cups",
      };
    default: {
      const hand = you?.hand ?? [];
      const card = hand[roll(hand.length)];
      if (card === undefined) throw new Error("asked for a card without one");
      return { type: "play", card: card.card_id };
    }
  }
}

const cardsOf = ({ view }: Player): readonly number[] =>
  (view.you?.hand ?? []).map(({ card_id }) => card_id).toSorted((a, b) => a - b);

/** The mover's connection is torn while its move is on the way, and another player's program dies and comes back. */
async function playedInTrouble(mover: Player, other: Player): Promise<number> {
  const { hand } = other.view;
  const before = cardsOf(other);
  const answer = mover.play(chosen(mover.view));
  mover.cut();
  const restarted = other.restart();
  const { version } = await answer;
  await restarted;
  if (other.view.hand === hand) expect(cardsOf(other)).toEqual(before);
  return version;
}

/** Card points of each hand that ended, as the last score of it said. */
function pointsOfHands(snapshots: readonly Snapshot<"briscola-chiamata">[]): readonly number[] {
  const ended = new Map<number, number>();
  for (const { events } of snapshots) {
    for (const { version, events: told } of events) {
      const scores = told.findLast(({ type }) => type === "score.update");
      if (!told.some(({ type }) => type === "hand.ended") || scores?.type !== "score.update") continue;
      ended.set(
        version,
        scores.scores.reduce((sum, points) => sum + points, 0),
      );
    }
  }
  return [...ended.values()];
}

test("[G1] [SY8] [DU1] five play five hands to the end, though in every phase of each a connection is torn and a program dies", async () => {
  const table = await tableOfFive();
  const watcher = await newPlayer("Olga").observe(table[0]?.match.watchKey ?? null);
  players.push(watcher);
  const troubled = new Set<string>();
  for (let version = 5; ; ) {
    const mover = await whoMoves(players, version);
    if (mover === null) break;
    const { hand, phase } = mover.view;
    const isTrouble = !troubled.has(`${hand} ${phase}`);
    troubled.add(`${hand} ${phase}`);
    const other = table.find((player) => player.seat === ((mover.seat ?? 0) + 2) % 5) ?? mover;
    version = isTrouble ? await playedInTrouble(mover, other) : (await mover.play(chosen(mover.view))).version;
  }
  expect([...troubled].toSorted(), seed).toEqual(
    Array.from({ length: HANDS }, (_none, hand) => PHASES.map((phase) => `${hand + 1} ${phase}`))
      .flat()
      .toSorted(),
  );
  expect(pointsOfHands(watcher.shown)).toEqual([120, 120, 120, 120, 120]);
  expect(players.flatMap(gapsOf)).toEqual([]);
  const results = players.map(({ view }) => view.result);
  expect(results[0]).toMatchObject({ status: "finished", reason: "hands" });
  expect(results[0]?.scores.reduce((sum, score) => sum + score, 0)).toBe(0);
  for (const result of results) expect(result).toEqual(results[0]);
  expect(new Set(players.map(({ snapshot }) => snapshot.version)).size).toBe(1);
}, 120_000);
