/**
 * Whatever is hidden in a match is its own canary: matches of all five games are played at random, and everything that
 * came down any socket, was logged or is measured is searched for what its reader may not know.
 */
import { type AnyGame, asJson } from "@holdfast/engine";
import { GAMES } from "@holdfast/games";
import { cardOf } from "@holdfast/games/briscola";
import { nameOf } from "@holdfast/games/holdem";
import type { GameId } from "@holdfast/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN_SECRET, administrator } from "../support/admin.js";
import { BRISCOLA_CARDS, HOLDEM_CARDS, NOTHING, type Secrets, WILDSPARK_CARDS } from "../support/canary/secrets.js";
import { WireProbe } from "../support/canary/wire-probe.js";
import { collectedLog } from "../support/collected-log.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { dice } from "../support/dice.js";
import { randomMove } from "../support/random-move.js";
import { SdkPlayer, whoMoves } from "../support/sdk-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

type Player = SdkPlayer<GameId>;

interface Case {
  readonly game: GameId;
  readonly options: object;
  readonly seats: number;
  readonly secrets: Secrets;
}

/**
 * Forty cards with four of one that is never shown, and that cannot come to light in a mulligan: it is basic. There are so
 * many other basics that hardly a hand has none but this.
 */
const deckWith = (canary: string) => [
  ...["E1", "E4", "T1", "T4", "G1", "N1", canary].flatMap((card) => Array.from({ length: 4 }, () => card)),
  ...Array.from({ length: 12 }, () => "XE"),
];
const DECKS = [deckWith("N2"), deckWith("G4")];

const CASES: readonly Case[] = [
  { game: "tic-tac-toe", options: { bestOf: 3 }, seats: 2, secrets: NOTHING },
  { game: "tabletop", options: { rollOff: "skip" }, seats: 2, secrets: NOTHING },
  { game: "briscola-chiamata", options: { end: { mode: "hands", hands: 1 } }, seats: 5, secrets: BRISCOLA_CARDS },
  { game: "holdem", options: { startingStack: 400, betweenHandsMs: 60_000 }, seats: 6, secrets: HOLDEM_CARDS },
  { game: "holdem", options: { mode: "cash", betweenHandsMs: 60_000 }, seats: 4, secrets: HOLDEM_CARDS },
  { game: "wildspark", options: { decks: DECKS }, seats: 2, secrets: WILDSPARK_CARDS },
];
const HIDING = CASES.filter(
  ({ game, secrets }, index) => secrets !== NOTHING && CASES.findIndex((one) => one.game === game) === index,
);
const LEAKS = (["view", "events"] as const).flatMap((where) => HIDING.map((one) => [where, one] as const));
const STEPS = 90;
const ENDERS = new Set(["resign", "concede", "leave", "sit-out", "offer-draw", "pause"]);

/** The same rules, but for a view that tells everybody the whole state, or events that are told as they are stored. */
function leaky(game: AnyGame, where: "view" | "events"): AnyGame {
  const id = `leaky-${where}-${game.id}`;
  if (where === "events") return { ...game, id, redact: (event) => event };
  const view: AnyGame["view"] = (state, viewer) => ({ ...(game.view(state, viewer) as object), leak: inWords(state) });
  return { ...game, id, view };
}

/** Cards of a state as views write them. */
function inWords(state: unknown): unknown {
  const { hands, deck } = state as { hands?: readonly (readonly number[])[]; deck?: readonly number[] };
  if (hands !== undefined) return hands.map((hand) => hand.map(cardOf));
  return deck === undefined ? state : deck.map(nameOf);
}

const log = collectedLog();
const probes: WireProbe[] = [];
const players: Player[] = [];
let database: OwnDatabase;
let node: TestNode;
beforeAll(async () => {
  database = await ownDatabase();
  const moreGames = LEAKS.map(([where, { game }]) => leaky(GAMES[game], where));
  const redisUrl = process.env["HOLDFAST_TEST_REDIS_URL"] ?? "";
  node = await startTestNode({ databaseUrl: database.url, redisUrl, env: { ADMIN_SECRET }, log, moreGames });
});
afterAll(async () => {
  for (const player of players) player.close();
  await node.stop();
  await database[Symbol.asyncDispose]();
});

/** Everybody in the match, whoever watches it included. */
async function tableFor({ game, options, seats }: Case, id: string): Promise<readonly Player[]> {
  const seated = Array.from({ length: seats }, (_none, seat): Player => new SdkPlayer(node.url, `player ${seat}`));
  const [first, ...others] = seated;
  if (first === undefined) throw new Error("nobody is there");
  const host: Player[] = game === "tabletop" ? [new SdkPlayer<GameId>(node.url, "host")] : [];
  const [maker = first] = host;
  await maker.create(id as GameId, options, game === "tabletop" ? { as: "host" } : { seats });
  for (const player of maker === first ? others : seated) await player.join(maker.match.code);
  const watcher = await new SdkPlayer<GameId>(node.url, "watcher").observe(maker.match.watchKey);
  const table = [...seated, ...host, watcher];
  players.push(...table);
  for (const player of table) await player.reaches(seats);
  if (game === "tabletop") await maker.play({ type: "start", firstPlayer: 1, force: true } as never);
  return table;
}

/** Cards of Wildspark that are never shown are those that no move may name. */
function namesCanary(player: Player, move: object): boolean {
  const { you } = player.view as { you?: { hand?: readonly { iid?: string; card?: string }[] } | null };
  const hidden = (you?.hand ?? []).filter(({ card }) => card === "N2" || card === "G4").map(({ iid }) => iid ?? "");
  return (
    /"(N2|G4)"/.test(JSON.stringify(move)) ||
    Object.values(move)
      .flat()
      .some((name) => hidden.includes(String(name)))
  );
}

/** Plays at random, asks for everything there is to ask, and looks at every line after every version. */
async function played(one: Case, id: string, steps = STEPS): Promise<WireProbe> {
  const roll = dice(`canary ${id}`);
  const table = await tableFor(one, id);
  const probe = new WireProbe(database.sql, table, one.secrets);
  probes.push(probe);
  let version = one.seats;
  for (let step = 0; step < steps; step++) {
    const mover = await nextMover(one, table, version);
    if (mover === null) break;
    // Not after the end: then the seed is told.
    if (step % 10 === 0) await ask(table);
    await probe.look();
    const { legal } = await mover.match.legalMoves();
    const isWanted = (move: { readonly type: string }) =>
      !ENDERS.has(move.type) && !(one.game === "wildspark" && namesCanary(mover, move));
    const move = randomMove(legal ?? { all: [] }, roll, isWanted);
    if (move === null) break;
    ({ version } = await mover.play(move));
  }
  for (const player of table) await player.reaches(version);
  await probe.look();
  return probe;
}

/** Whose move it is; null when the match, or in hold'em the hand, is over. */
async function nextMover({ game }: Case, table: readonly Player[], version: number): Promise<Player | null> {
  for (const player of table) await player.reaches(version);
  const isBetween = game === "holdem" && table.every(({ snapshot }) => snapshot.toMove.length === 0);
  return isBetween ? null : whoMoves(table, version);
}

/** Everything that somebody may ask about a match, by everybody. */
async function ask(table: readonly Player[]): Promise<void> {
  for (const player of table) {
    const asked = [player.match.events(), player.match.replay(), player.match.legalMoves(), player.client.list()];
    const own = [player.client.get(player.match.id), player.client.resume(player.match.id), player.client.mine()];
    const again = [
      player.match.views(),
      player.match.views(0, null),
      player.match.views(0, 0),
      player.match.views(0, 1),
    ];
    // Not everybody may ask for everything; refusals are read as well.
    await Promise.allSettled([...asked, ...own, ...again]);
  }
}

test.each(CASES.map((one) => [one.game, one] as const))(
  "[MT4] [ID3] %s: nobody hears on any line what they may not know",
  async (_name, one) => {
    // A hidden card that nobody drew proves nothing; it seldom happens, and then they play again.
    for (let match = 0; match < 5; match++) {
      const probe = await played(one, one.game);
      expect([...probe.leaks]).toEqual([]);
      expect(probe.seed).toMatch(/^[0-9a-f]{64}$/);
      if (one.secrets === NOTHING || probe.rightlyTold.size > 0) return;
    }
    throw new Error("nobody was ever told anything that others may not know");
  },
  60_000,
);

test.each(LEAKS.map(([where, one]) => [where, one.game, one] as const))(
  "[MT4] %s of %s that tell too much are found by the same look (the twin)",
  async (where, _name, one) => {
    const probe = await played(one, `leaky-${where}-${one.game}`, 3);
    for (const name of ["watcher", "player 0", "player 1"]) {
      expect([...probe.leaks].filter((leak) => leak.startsWith(`${name} heard`))).not.toEqual([]);
    }
  },
  60_000,
);

test("[MT8] seed and hashes are told when the match is over, and are found then (the twin)", async () => {
  const one = CASES[0] as Case;
  const table = await tableFor(one, one.game);
  const probe = new WireProbe(database.sql, table, one.secrets);
  await probe.look();
  expect([...probe.leaks]).toEqual([]);
  await table[0]?.match.resign();
  await table[1]?.match.replay();
  await probe.look();
  for (const told of ["the seed", "a hash"]) expect([...probe.leaks]).toContain(`player 1 heard ${told}`);
});

test("[MT4, OP1] nothing hidden is logged, measured, or told by what is asked about the node", async () => {
  const answers = await Promise.all(
    ["/healthz", "/readyz", "/metrics"].map(async (path) => (await fetch(`${node.url}${path}`)).text()),
  );
  const stats = await administrator(node.url).post("stats", null);
  const said = [...answers, JSON.stringify(stats), JSON.stringify(log.lines)];
  expect(probes.length).toBeGreaterThanOrEqual(CASES.length);
  expect(log.lines.length).toBeGreaterThan(0);
  for (const probe of probes) for (const text of said) expect(probe.namedIn(text)).toEqual([]);
  // The twin: the same search finds what is in a line of the log.
  const [probe] = probes.slice(-1);
  log.warn({ state: asJson({ seed: probe?.seed ?? "", hole: ["Ah"], card: "N2", card_id: 3 }) }, "a line that tells");
  for (const each of probes.slice(-HIDING.length)) expect(each.namedIn(JSON.stringify(log.lines))).not.toEqual([]);
});
