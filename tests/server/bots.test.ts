/** People against bots of the server, on real nodes through the real SDK. */
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient, type Match } from "@holdfast/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { spawnServer } from "../support/spawn-server.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

const QUICK = { BOT_DELAY: "0" };
const PATIENCE = { withinMs: 20_000, everyMs: 5 } as const;

let database: OwnDatabase;
let node: TestNode;
let second: TestNode;
const clients: Client[] = [];
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url, env: QUICK });
  second = await startTestNode({ databaseUrl: database.url, env: QUICK });
});
afterAll(async () => {
  for (const client of clients) client.close();
  await Promise.all([node.stop(), second.stop()]);
  await database[Symbol.asyncDispose]();
});

function person(url: string | readonly string[]): Client {
  const client = createClient({ url, guest: { name: "Anna" }, storage: null });
  clients.push(client);
  return client;
}

/** Plays the first legal move that gives nothing up, whenever it is one's turn, until it is over or `until` says so. */
async function playOn(match: Match, until: () => boolean = () => false): Promise<void> {
  for (;;) {
    const turn = await eventually(() => {
      const { snapshot, seat } = match;
      if (until() || snapshot?.outcome) return "over";
      return seat !== null && snapshot?.toMove.includes(seat) && match.status === "live" ? "mine" : undefined;
    }, PATIENCE);
    if (turn === "over") return;
    const { legal } = await match.legalMoves();
    const all = legal?.all.filter(({ type }) => !["resign", "offer-draw", "sit-out", "leave", "all-in"].includes(type));
    const move = all?.find(({ type }) => type === "check" || type === "fold") ?? all?.[0];
    if (move !== undefined) await match.move(move as never);
  }
}

/** Every version of the log once, and by whom: the seats of the moves in it, in order. */
async function logOf(match: Match): Promise<readonly (number | null)[]> {
  const events = (await match.events()) as readonly { version: number; seat: number | null }[];
  expect(events.map(({ version }) => version)).toEqual(events.map((_one, index) => index + 1));
  return events.map(({ seat }) => seat);
}

test("[MT13] a person plays a whole match of tic-tac-toe against a bot over a real socket, and does not win", async () => {
  const match = await person(node.url).create("tic-tac-toe", { turnMs: 0, maxGames: 1 });
  const receipt = await match.addBot();
  expect(receipt).toMatchObject({ matchId: match.id, version: 2, duplicate: false });
  await playOn(match as Match);
  const { outcome, seats } = match.snapshot ?? {};
  expect(outcome?.winners).not.toContain(0);
  expect(seats?.[1]).toMatchObject({ bot: true, presence: "here", name: expect.stringMatching(/\(bot\)$/) });
  expect(seats?.[0]?.bot).toBeUndefined();
  expect((await logOf(match as Match)).slice(2).filter((seat) => seat === 1).length).toBeGreaterThan(2);
});

test("[MT13] four bots fill a table of Briscola, play it to the end with one person, and keep their cards to themselves", async () => {
  const match = await person(node.url).create("briscola-chiamata", { end: { mode: "hands", hands: 1 } });
  for (let seat = 1; seat < 5; seat++) await match.addBot(seat);
  const seen = new Set<string>();
  match.subscribe((snapshot) => {
    const own = new Set(snapshot.view?.you?.hand.map(({ card_id }) => card_id));
    for (const card of own) seen.add(`${snapshot.view?.hand}:${card}`);
  });
  await playOn(match as Match);
  expect(match.snapshot?.outcome?.scores.reduce((sum, score) => sum + score, 0)).toBe(0);
  // Only as many cards as were dealt to one seat were ever in a hand that was shown here.
  const hands = new Set([...seen].map((one) => one.split(":")[0]));
  expect(seen.size).toBe(hands.size * 8);
});

test("[MT13] bots are removed before the start, stay afterwards, and only who made the match may seat them", async () => {
  const anna = person(node.url);
  const match = await anna.create("holdem", { mode: "cash", betweenHandsMs: 0 }, { seats: 3 });
  await match.addBot(2);
  await eventually(() => match.snapshot?.seats[2]?.bot === true, PATIENCE);
  await match.removeBot(2);
  await eventually(() => match.snapshot?.seats[2]?.playerId === null, PATIENCE);
  await expect(match.removeBot(2)).rejects.toThrow("There is no bot in this seat.");
  const bob = (await person(second.url).join(match.code ?? "")) as Match<"holdem">;
  await expect(bob.addBot()).rejects.toThrow("Only who made the match may seat bots.");
  await match.addBot();
  await eventually(() => match.snapshot?.status === "playing", PATIENCE);
  await expect(match.removeBot(2)).rejects.toThrow();
  const hands = () => (match.snapshot?.view?.handNo ?? 0) >= 3;
  await Promise.all([playOn(match as Match, hands), playOn(bob as unknown as Match, hands)]);
  const log = await logOf(match as Match);
  expect(log.filter((seat) => seat === 2).length).toBeGreaterThan(2);
});

test("[MT13] with its people on two nodes, either of which plays the bots, each version is there once", async () => {
  const match = await person(node.url).create("holdem", { mode: "cash", actMs: 0, betweenHandsMs: 0 }, { seats: 5 });
  const bob = await person(second.url).join(match.code ?? "");
  for (let seat = 2; seat < 5; seat++) await match.addBot();
  const hands = () => (match.snapshot?.view?.handNo ?? 0) >= 6;
  await Promise.all([playOn(match as Match, hands), playOn(bob, hands)]);
  const log = await logOf(match as Match);
  expect(log.filter((seat) => (seat ?? 0) > 1).length).toBeGreaterThan(10);
});

test("[MT13] kill -9 of the node in the middle of a match: another goes on with its bots, and so does it when it is back", async () => {
  const env = {
    DATABASE_URL: database.url,
    TOKEN_SECRET: "a secret that these two nodes have in common",
    BOT_DELAY: "0.05",
  };
  await using first = await spawnServer({ env: { ...env, RATE_LIMITS: "off" } });
  await using other = await spawnServer({ env: { ...env, RATE_LIMITS: "off" } });
  const match = await person([first.url, other.url]).create(
    "holdem",
    { mode: "cash", actMs: 0, betweenHandsMs: 0 },
    { seats: 4 },
  );
  for (let seat = 1; seat < 4; seat++) await match.addBot();
  const hand = (least: number) => () => (match.snapshot?.view?.handNo ?? 0) >= least;
  await playOn(match as Match, hand(3));
  const before = match.snapshot?.version ?? 0;
  await first.kill();
  await playOn(match as Match, hand(6));
  await first.start();
  await other.kill();
  await playOn(match as Match, hand(9));
  const log = await logOf(match as Match);
  expect(log.slice(before).filter((seat) => seat !== null && seat > 0).length).toBeGreaterThan(6);
});

/** Tic-tac-toe twice more: with a bot that never comes back, and with one that throws. */
const FAILING_GAMES = `
import { GAMES } from ${JSON.stringify(new URL("../../packages/games/dist/index.js", import.meta.url).href)};
const game = GAMES["tic-tac-toe"];
const loop = () => { for (;;); };
const fail = () => { throw new Error("I hold the king of cups"); };
export default [{ ...game, id: "looping", bot: loop }, { ...game, id: "throwing", bot: fail }];
`;

test("[MT13] a bot that never comes back, or throws, holds up nobody: its seat plays on, and the node answers all the while", async () => {
  await using folder = await mkdtempDisposable();
  const file = join(folder.path, "failing.mjs");
  writeFileSync(file, FAILING_GAMES);
  const env = { HOLDFAST_GAMES: file, BOT_DELAY: "0", BOT_TIME_LIMIT: "0.3", RATE_LIMITS: "off" };
  await using server = await spawnServer({ env: { ...env, DATABASE_URL: database.url } });
  const anna = person(server.url);
  const play = async (game: string) => {
    const match = await anna.create(game as "tic-tac-toe", { turnMs: 0, maxGames: 1 });
    await match.addBot();
    await playOn(match as Match);
    return match.snapshot?.outcome?.status;
  };
  let answers = 0;
  const waited = new AbortController();
  const asking = (async () => {
    while (!waited.signal.aborted) if ((await fetch(`${server.url}/healthz`)).ok) answers += 1;
  })();
  const played = await Promise.all(["looping", "throwing", "tic-tac-toe"].map(play)).finally(() => waited.abort());
  await asking;
  expect(played).toEqual(["finished", "finished", "finished"]);
  expect(answers).toBeGreaterThan(20);
  expect(server.hasEnded).toBe(false);
  expect(server.output).toContain("the bot did not come back");
  expect(server.output).toContain("a bot failed; it plays at random");
  expect(server.output).not.toContain("king of cups");
});

async function mkdtempDisposable(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "holdfast-bots-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
