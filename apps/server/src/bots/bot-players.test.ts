import { randomUUID } from "node:crypto";
import { botAnswer, botDice, type Command, type GameTypes, type Seat, StorageUnavailable } from "@holdfast/engine";
import { expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import type { LiveMatch } from "../live/live-match.js";
import { getMatch } from "../usecases/read-match.js";
import { playMove } from "../usecases/play-move.js";
import { addBot } from "../usecases/seat-bots.js";
import { BotPlayers } from "./bot-players.js";
import { type Think, thinkHere, type ThinkRequest } from "./think.js";

const DELAY_MS = 600;
const TIC_TAC_TOE = { game: "tic-tac-toe", options: { turnMs: 0, maxGames: 1 } } as const;
/** A move of the bot's own that is held already. */
const PENDING = { msgId: "held", seat: 1, host: false, basedOn: 2, move: {} } as const;
type Move = GameTypes["Move"];

/** The bots of a node, told of every commit of this match as the core tells them. */
function botsOn(parts: ServerParts, live: LiveMatch, think: Think = thinkHere(parts.games.find)): BotPlayers {
  const bots = new BotPlayers(parts, { think, delayMs: DELAY_MS });
  live.onCommit = () => bots.lookAt(live);
  return bots;
}

/** Anna's match with bots in all other seats, looked at by her. */
async function botTable(parts: ServerParts, request: Parameters<typeof tableOf>[2] = TIC_TAC_TOE) {
  const { live, players } = await tableOf(parts, ["Anna"], request);
  const [anna] = players;
  if (anna === undefined) throw new Error("Anna is there");
  while (live.head.state.status === "open") {
    const added = await addBot(parts, anna, { matchId: live.id, msgId: randomUUID() });
    if (!added.ok) throw new Error(added.rejection.reason);
  }
  live.followers.add({ wake() {} });
  const move = (asked: Move, basedOn = live.head.version) =>
    playMove(parts, anna, { matchId: live.id, msgId: randomUUID(), basedOn, move: { ...asked } });
  return { live, anna, move };
}

const cell = (number: number): Move & { cell: number } => ({ type: "move", cell: number });
const marksOf = (live: LiveMatch): number => Object(live.head.state.game).moveCount;
const storedOf = async (parts: ServerParts, live: LiveMatch) =>
  (await parts.store.readCommits(live.id, 2, 100)).map(({ commit }) => [commit.version, commit.seat, commit.msgId]);

test("[MT13] a bot answers a move after its delay, by a commit of its own like anybody's", async () => {
  const parts = serverParts();
  const { live, move } = await botTable(parts);
  botsOn(parts, live);
  await move(cell(4));
  await parts.clock.advance(DELAY_MS - 1);
  expect(marksOf(live)).toBe(1);
  await parts.clock.advance(1);
  expect(marksOf(live)).toBe(2);
  expect(live.head.state.last).toMatchObject({ kind: "move", seat: 1 });
  expect((await storedOf(parts, live)).at(-1)).toEqual([4, 1, "bot:3"]);
});

test("[MT13] a bot that is given more time for a move than its turn has takes half of the turn", async () => {
  const parts = serverParts();
  const { live, move } = await botTable(parts, { game: "tic-tac-toe", options: { turnMs: 5_000, maxGames: 1 } });
  const bots = new BotPlayers(parts, { think: thinkHere(parts.games.find), delayMs: 60_000 });
  live.onCommit = () => bots.lookAt(live);
  await move(cell(4));
  await parts.clock.advance(2_499);
  expect(marksOf(live)).toBe(1);
  await parts.clock.advance(1);
  expect(marksOf(live)).toBe(2);
});

test("[MT13] a game without a bot of its own is played at random", async () => {
  const parts = serverParts();
  const { live, players } = await tableOf(parts, ["Anna"]);
  const [anna] = players;
  if (anna === undefined) throw new Error("Anna is there");
  await addBot(parts, anna, { matchId: live.id, msgId: randomUUID() });
  botsOn(parts, live);
  const move = { type: "count" };
  await playMove(parts, anna, { matchId: live.id, msgId: randomUUID(), basedOn: live.head.version, move });
  await parts.clock.advance(DELAY_MS);
  expect((await storedOf(parts, live)).at(-1)).toEqual([4, 1, "bot:3"]);
});

test("[MT13] two nodes that both play a bot play it once: one commit for each version, the same from either", async () => {
  const parts = serverParts();
  const { live, move } = await botTable(parts);
  const other = parts.another();
  const there = await other.matches.get(live.id);
  if (!there.ok) throw new Error("it is there");
  there.value.followers.add({ wake() {} });
  const here = botsOn(parts, live);
  const elsewhere = botsOn(other, there.value);
  for (let turn = 0; turn < 5 && live.head.state.outcome === null; turn++) {
    const free = Object(live.head.state.game).board.indexOf(null);
    expect((await move(cell(free))).ok).toBe(true);
    await other.matches.levelling.level(there.value);
    here.lookAtAll();
    elsewhere.lookAtAll();
    await parts.clock.advance(DELAY_MS);
    await Promise.all([parts.matches.levelling.level(live), other.matches.levelling.level(there.value)]);
  }
  const stored = await storedOf(parts, live);
  expect(live.head.state.outcome).not.toBeNull();
  expect(stored.map(([version]) => version)).toEqual(stored.map((_one, index) => index + 3));
  const byBot = stored.filter(([, seat]) => seat === 1);
  expect(byBot.map(([, , msgId]) => msgId)).toEqual(byBot.map(([version]) => `bot:${Number(version) - 1}`));
  expect(parts.lines.filter(({ message }) => message === "a bot's move was refused")).toEqual([]);
});

test("[MT13] what another node left lying is taken up by whoever looks next", async () => {
  const parts = serverParts();
  const { live, move } = await botTable(parts);
  const dead = new BotPlayers(parts, { think: () => new Promise(() => {}), delayMs: DELAY_MS });
  live.onCommit = () => dead.lookAt(live);
  await move(cell(4));
  await parts.clock.advance(60_000);
  expect(marksOf(live)).toBe(1);
  const other = parts.another();
  const there = await other.matches.get(live.id);
  if (!there.ok) throw new Error("it is there");
  const bots = botsOn(other, there.value);
  bots.lookAtAll();
  await parts.clock.advance(DELAY_MS);
  expect(marksOf(there.value)).toBe(1);
  there.value.followers.add({ wake() {} });
  bots.lookAtAll();
  await parts.clock.advance(DELAY_MS);
  expect(marksOf(there.value)).toBe(2);
});

test("[MT13] bots do not play on when nobody is there, and go on as soon as somebody is", async () => {
  const parts = serverParts();
  const { live, move } = await botTable(parts);
  live.followers.clear();
  await move(cell(4));
  await parts.clock.advance(60_000);
  const bots = botsOn(parts, live);
  bots.lookAtAll();
  await parts.clock.advance(60_000);
  expect(marksOf(live)).toBe(1);
  live.setStanding({ seats: new Map([[0, { presence: "away", graceEndsAt: null }]]), spectators: 0 });
  bots.lookAtAll();
  await parts.clock.advance(DELAY_MS);
  expect(marksOf(live)).toBe(2);
});

test("[MT13] a person who never watches, but asks now and then, is there as well", async () => {
  const parts = serverParts();
  const { live, anna, move } = await botTable(parts);
  live.followers.clear();
  await move(cell(4));
  await parts.clock.advance(60_000);
  const bots = botsOn(parts, live);
  await getMatch(parts, anna, live.id);
  bots.lookAtAll();
  await parts.clock.advance(DELAY_MS);
  expect(marksOf(live)).toBe(2);
  await parts.clock.advance(60_000);
  await move(cell(Object(live.head.state.game).board.indexOf(null)));
  await parts.clock.advance(DELAY_MS);
  expect(marksOf(live)).toBe(4);
});

test("[MT13] a move that has to wait for others is asked for again, and not played at random instead", async () => {
  const parts = serverParts();
  const { live, move } = await botTable(parts);
  const asked: string[] = [];
  const thinking = thinkHere(parts.games.find);
  const bots = botsOn(parts, live, (request) => {
    asked.push(request.question.view === null ? "nothing" : "view");
    return thinking(request);
  });
  await move(cell(4));
  const other: Command = { kind: "move", actorId: live.head.state.seats[1] ?? "", ...PENDING };
  const { health } = parts.store;
  const away = Object.defineProperty({ ...health }, "state", { value: { awaySince: 0 } });
  Object.defineProperty(parts.store, "health", { value: away, configurable: true });
  void live.pending.until(other, () => new Promise(() => {}));
  await parts.clock.advance(DELAY_MS);
  expect([marksOf(live), asked]).toEqual([1, ["view"]]);
  bots.lookAtAll();
  await parts.clock.advance(DELAY_MS);
  expect([marksOf(live), asked]).toEqual([1, ["view", "view"]]);
  expect(parts.lines.filter(({ message }) => message === "a bot's move was refused")).toEqual([]);
});

test("[MT13] a bot that throws, or answers with what is no legal move, plays some legal move instead", async () => {
  const failing: readonly Think[] = [
    () => Promise.reject(new Error("it thought too long")),
    async () => cell(4),
    async () => ({ type: "nonsense" }),
  ];
  for (const think of failing) {
    const parts = serverParts();
    const { live, move } = await botTable(parts);
    botsOn(parts, live, think);
    await move(cell(4));
    await parts.clock.advance(DELAY_MS);
    await parts.clock.advance(0);
    expect(marksOf(live)).toBe(2);
    expect(live.head.state.last).toMatchObject({ seat: 1 });
  }
});

test("[MT13] what storage could not take is tried again under the same name", async () => {
  const parts = serverParts();
  const { live, move } = await botTable(parts);
  const bots = botsOn(parts, live);
  await move(cell(4));
  const { append } = parts.store;
  parts.store.append = () => Promise.reject(new StorageUnavailable(10));
  await parts.clock.advance(DELAY_MS);
  expect(marksOf(live)).toBe(1);
  parts.store.append = append;
  bots.lookAtAll();
  await parts.clock.advance(DELAY_MS);
  expect((await storedOf(parts, live)).at(-1)).toEqual([4, 1, "bot:3"]);
});

test("[MT13] an offer that is made to a bot is answered out of turn, and nothing is said twice in a row", async () => {
  const parts = serverParts();
  const { live, move } = await botTable(parts);
  botsOn(parts, live);
  await move({ type: "offer-draw" });
  await parts.clock.advance(DELAY_MS);
  const { type } = Object((await parts.store.readCommits(live.id, 3, 1))[0]?.commit.payload);
  expect(type).toBe("answer-draw");
  await parts.clock.advance(60_000);
  expect((await storedOf(parts, live)).filter(([, seat]) => seat === 1)).toHaveLength(1);
});

test("[MT13] a platform's pause holds bots too", async () => {
  const parts = serverParts();
  const { live, move } = await botTable(parts);
  const bots = botsOn(parts, live);
  await move(cell(4));
  const { seats } = live.head.state;
  Object.assign(live.head.state, { pause: { reason: "maintenance", since: 0, left: null } });
  await parts.clock.advance(60_000);
  bots.lookAtAll();
  expect([marksOf(live), seats.length]).toEqual([1, 2]);
});

test("[MT13] a bot is given its seat's view and legal moves and nothing else: not the seed, not what others hold", async () => {
  const parts = serverParts();
  const { live, anna } = await botTable(parts, { game: "holdem", options: { mode: "cash", actMs: 0 }, seats: 3 });
  const asked: ThinkRequest[] = [];
  const thinking = thinkHere(parts.games.find);
  botsOn(parts, live, (request) => {
    asked.push(request);
    return thinking(request);
  }).lookAtAll();
  for (let turn = 0; turn < 6 && asked.length < 3; turn++) {
    if (live.head.state.toMove.includes(0)) {
      await playMove(parts, anna, {
        matchId: live.id,
        msgId: randomUUID(),
        basedOn: live.head.version,
        move: { type: "call" },
      });
    }
    await parts.clock.advance(DELAY_MS);
  }
  const holesOf = (seat: Seat): readonly number[] => Object(live.head.state.game).players[seat].hole;
  expect(asked.length).toBeGreaterThanOrEqual(2);
  for (const request of asked) {
    const { seat } = request.question;
    expect(Object.keys(request).toSorted()).toEqual(["dice", "gameId", "question", "rulesVersion"]);
    expect(Object.keys(request.question).toSorted()).toEqual(["legal", "seat", "toMove", "view"]);
    expect(JSON.stringify(request)).not.toContain(live.hosted.seed);
    const { seats } = request.question.view as { seats: readonly { hole: readonly unknown[] }[] };
    for (const [other, { hole }] of seats.entries()) {
      const isOpen = hole.every((card) => card !== null);
      expect(isOpen).toBe(other === seat);
      expect(holesOf(other)).toHaveLength(2);
    }
  }
});

test("[MT13] what a bot did can be decided again by anybody, from the log and the seed that is published at the end", async () => {
  const parts = serverParts();
  const { live, move } = await botTable(parts);
  botsOn(parts, live);
  await move(cell(0));
  const { head } = live;
  await parts.clock.advance(DELAY_MS);
  const [stored] = await parts.store.readCommits(live.id, 3, 1);
  const { game, entropy } = head.state;
  const question = {
    seat: 1,
    toMove: true,
    view: live.game.view(game, { kind: "seat", seat: 1 }),
    legal: live.game.legalMoves(game, { seat: 1, host: false }),
  };
  const dice = botDice({ seed: live.hosted.seed, entropy, version: head.version + 1 }, 1);
  expect(botAnswer(live.game, question, dice)).toEqual(stored?.commit.payload);
});
