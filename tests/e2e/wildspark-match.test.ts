/** Two people play a match of Wildspark over real sockets; whoever has to choose is dropped before choosing. */
import type { WildsparkForcedKind, WildsparkMove, WildsparkView } from "@holdfast/games/types";
import { CARDS, type CardDefinition } from "@holdfast/games/wildspark";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { gapsOf, SdkPlayer, whoMoves } from "../support/sdk-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

type Player = SdkPlayer<"wildspark">;

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

async function tableOfTwo(): Promise<readonly [Player, Player]> {
  const [anna, bob, watcher]: Player[] = ["Anna", "Bob", "Olga"].map((name) => new SdkPlayer(node.url, name));
  if (anna === undefined || bob === undefined || watcher === undefined) throw new Error("nobody is there");
  await anna.create("wildspark", { decks: ["ember-rush", "ember-rush"] });
  await bob.join(anna.match.code);
  await watcher.observe(anna.match.watchKey);
  players.push(anna, bob, watcher);
  for (const player of players) await player.reaches(2);
  return [anna, bob];
}

const isBasic = (card: CardDefinition): boolean => card.kind === "creature" && card.from === null;

/** Everything in the hand that a match may begin with: one in front, the others on the bench. */
function placement({ you }: WildsparkView): WildsparkMove {
  const [active = "", ...bench] = (you?.hand ?? []).filter(({ card }) => isBasic(CARDS[card])).map(({ iid }) => iid);
  return { type: "setup-place", active, bench: bench.slice(0, 2) };
}

/** What is worth doing, best first; what a card or an attack still lacks, the rules will say. */
function wishes({ seats, used, you, turn }: WildsparkView): readonly WildsparkMove[] {
  const hand = you?.hand ?? [];
  const bench = seats[you?.seat ?? 0]?.bench ?? [];
  const wishes: WildsparkMove[] = [];
  for (const { iid: card, card: id } of hand) {
    const definition = CARDS[id];
    if (id === "I2") wishes.push({ type: "play-trainer", card });
    if (id === "A2" && turn > 1 && !used.ally) wishes.push({ type: "play-trainer", card });
    if (isBasic(definition) && bench.length < 4) wishes.push({ type: "play-creature", card });
    if (definition.kind === "energy" && !used.energy) wishes.push({ type: "attach-energy", card, target: "active" });
  }
  return [...wishes, { type: "attack", index: 1 }, { type: "attack", index: 0 }, { type: "end-turn" }];
}

async function playTurnOf(mover: Player): Promise<number> {
  for (const wish of wishes(mover.view)) {
    const answer = await mover.match.move(wish);
    if (answer.ok) return answer.value.version;
    expect(answer.rejection.code).toMatch(/^invalid_(action|card)$/);
  }
  throw new Error("not even the turn could be ended");
}

const CHOICES: Readonly<Record<WildsparkForcedKind, WildsparkMove>> = {
  "select-prize": { type: "select-prize", index: 0 },
  "select-active": { type: "select-active", bench: 0 },
  "search-select": { type: "search-select", card: null },
};

/** What somebody is shown of a choice that has to be made. */
const choiceIn = ({ snapshot, view }: Player) => ({
  version: snapshot.version,
  toMove: snapshot.toMove,
  forced: view.forced,
  search: view.you?.search,
  turn: view.turn,
});

/** Nobody does anything else meanwhile, and whoever has to choose finds the same choice after being away. */
async function chooseAfterRestart(mover: Player, kind: WildsparkForcedKind): Promise<number> {
  const before = choiceIn(mover);
  expect(before).toMatchObject({
    toMove: [mover.seat],
    forced: [{ seat: mover.seat, kind }, ...before.forced.slice(1)],
  });
  for (const player of players) expect(player.view.forced).toEqual(before.forced);
  for (const player of players.slice(0, 2)) {
    expect(await player.tryTo({ type: "end-turn" })).toBe("invalid_action/forced_action_pending");
  }
  await mover.restart();
  expect(choiceIn(mover)).toEqual(before);
  const { version } = await mover.play(CHOICES[kind]);
  return version;
}

/** Plays to the end; the kinds of choices that were made by somebody who had been away. */
async function playOut(table: readonly [Player, Player]): Promise<ReadonlySet<WildsparkForcedKind>> {
  const chosen = new Set<WildsparkForcedKind>();
  for (let version = 4; ; ) {
    const mover = await whoMoves(players, version);
    if (mover === null) return chosen;
    const kind = mover.view.forced[0]?.kind;
    if (kind === undefined) version = await playTurnOf(mover);
    else if (chosen.has(kind)) ({ version } = await mover.play(CHOICES[kind]));
    else version = await chooseAfterRestart(mover, kind);
    if (kind !== undefined) chosen.add(kind);
    if (version % 20 === 0) table[version % 2]?.cut();
  }
}

function expectRightEnd(table: readonly [Player, Player]): void {
  const [{ view, snapshot }] = table;
  const { result } = view;
  if (result === null) throw new Error("there is no result");
  expect(snapshot.outcome).toMatchObject({ status: "finished", winners: result.winners, reason: result.reason });
  for (const player of players) expect(player.view.result).toEqual(result);
  const [winner = 0] = result.winners;
  const loser = view.seats[1 - winner];
  if (result.reason === "prizes") expect(view.seats[winner]?.prizes).toBe(0);
  else if (result.reason === "no_creatures") expect(loser).toMatchObject({ active: null, bench: [] });
  else expect(["simultaneous", "deck_out", "turn_limit"]).toContain(result.reason);
}

async function place([anna, bob]: readonly [Player, Player]): Promise<void> {
  await anna.play(placement(anna.view));
  await bob.reaches(3);
  await bob.play(placement(bob.view));
}

/** Everybody leaves the table, and nobody is left over for the next one. */
function clearTable(): void {
  for (const player of players.splice(0)) player.close();
}

test("[MT7] [G2] choices that play waits for are shown before and after whoever has to make them was away, and matches end right", async () => {
  const wanted: readonly WildsparkForcedKind[] = ["select-prize", "select-active", "search-select"];
  const met = new Set<WildsparkForcedKind>();
  for (let match = 0; match < 8 && wanted.some((kind) => !met.has(kind)); match++) {
    clearTable();
    const table = await tableOfTwo();
    await place(table);
    for (const kind of await playOut(table)) met.add(kind);
    expectRightEnd(table);
    expect(players.flatMap(gapsOf)).toEqual([]);
  }
  expect([...met].toSorted()).toEqual(wanted.toSorted());
}, 120_000);

test("[MT4] [G2] what one places in the setup is not told to anybody before the other has placed too", async () => {
  clearTable();
  const table = await tableOfTwo();
  const [anna, bob] = table;
  const told = () => players.map(({ heard }) => heard.filter((text) => text.includes('"setup.placed"')).join());
  await anna.play(placement(anna.view));
  for (const player of players) await player.reaches(3);
  const own = anna.view.you?.placed;
  const [side] = bob.view.seats;
  expect(side).toMatchObject({ placed: true, active: null, bench: [] });
  const [byAnna, byBob, byWatcher] = told();
  // The same look at what came down the line finds it where it was sent.
  expect(byAnna).toContain('"active":"h');
  for (const text of [byBob, byWatcher]) {
    expect(text).not.toBe("");
    expect(text).not.toMatch(/"(active|bench)":("h|\["h)/);
  }
  await bob.play(placement(bob.view));
  for (const player of players) await eventually(() => player.view.phase === "main");
  expect(bob.view.seats[0]?.active?.stack.map(({ card }) => card)).toEqual([own?.active.card]);
}, 60_000);
