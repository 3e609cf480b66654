/** What a game demands before play goes on, in Wildspark: a search that was begun has to be ended. */
import { randomUUID } from "node:crypto";
import type { Json } from "@holdfast/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { granted, StockPlayer, verdict } from "../support/stock-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});

interface View {
  readonly forced: readonly Json[];
  readonly current: number | null;
  readonly you: { readonly hand: readonly { iid: string; card: string }[]; readonly search: readonly string[] | null };
}

/** Forty cards, four of them Trail Whistles: with three prizes one is drawn before the deck is empty. */
function deck(): readonly string[] {
  const cards = { I2: 4, A2: 4, T1: 4, E1: 4, N1: 4, E4: 4, T4: 4, XE: 12 };
  return Object.entries(cards).flatMap(([card, count]) => Array.from({ length: count }, () => card));
}

async function stateOf(player: StockPlayer, matchId: string) {
  const { state } = granted(await player.api.match.resume.mutate({ matchId }));
  return { version: state.version, view: state.view as unknown as View };
}

async function play(player: StockPlayer, matchId: string, move: Record<string, unknown>) {
  const { version } = await stateOf(player, matchId);
  return player.api.match.move.mutate({ msgId: randomUUID(), matchId, basedOn: version, move });
}

async function begun() {
  const two = [await StockPlayer.guest(node.url, "Anna"), await StockPlayer.guest(node.url, "Bob")] as const;
  const { matchId, code, watchKey } = await two[0].create({ decks: [deck(), deck()], turnMs: 0 }, "wildspark");
  await two[1].join(code);
  for (const player of two) {
    const { legal } = await player.api.match.legal.query({ matchId });
    const [form] = legal?.forms ?? [];
    granted(await play(player, matchId, { ...form?.move, bench: [] }));
  }
  return { two, matchId, watchKey };
}

/** Turns are ended until somebody can play a whistle. @returns the seat that has to choose now. */
async function untilWhistled({ two, matchId }: Awaited<ReturnType<typeof begun>>): Promise<0 | 1> {
  for (;;) {
    const { view } = await stateOf(two[0], matchId);
    const seat = view.current === 0 ? 0 : 1;
    const hand = (await stateOf(two[seat], matchId)).view.you.hand;
    const whistle = hand.find(({ card }) => card === "I2");
    const move = whistle === undefined ? { type: "end-turn" } : { type: "play-trainer", card: whistle.iid };
    granted(await play(two[seat], matchId, move));
    if (whistle !== undefined) return seat;
  }
}

test("[MT7] what is demanded is in the view and in the legal moves, after a reconnect and a restart too, and nothing else is accepted", async () => {
  const match = await begun();
  const { two, matchId, watchKey } = match;
  const seat = await untilWhistled(match);
  const before = await stateOf(two[seat], matchId);
  const told = await two[seat].api.match.legal.query({ matchId });
  expect(before.view.forced).toMatchObject([{ seat, kind: "search-select" }]);
  expect(before.view.you.search).not.toBe(null);
  expect(told.legal?.all.filter(({ type }) => type !== "resign").every(({ type }) => type === "search-select")).toBe(
    true,
  );

  // The middle of the turn: the connection goes, and then the whole node.
  await two[seat].close();
  await node.stop();
  node = await startTestNode({ databaseUrl: database.url });
  const [back, other] = [two[seat].again(node.url), two[seat === 0 ? 1 : 0].again(node.url)];
  expect(await stateOf(back, matchId)).toEqual(before);
  expect((await back.api.match.legal.query({ matchId })).legal).toEqual(told.legal);
  expect(verdict(await play(back, matchId, { type: "end-turn" }))).toMatch(/^invalid_/);

  // Others see that it is demanded, and nothing of what may be chosen.
  const theirs = await stateOf(other, matchId);
  expect(theirs.view.forced).toEqual(before.view.forced);
  expect(theirs.view.you.search).toBe(null);
  const { legal } = await other.api.match.legal.query({ matchId });
  expect(legal?.all).toEqual([{ type: "resign" }]);
  const grant = granted(await other.api.match.observe.mutate({ key: watchKey }));
  const observer = StockPlayer.withToken(node.url, { playerId: "", name: "", token: grant.token });
  expect((await stateOf(observer, matchId)).view).toMatchObject({ forced: before.view.forced, you: null });

  const [choice] = told.legal?.all ?? [];
  granted(await play(back, matchId, { ...choice }));
  expect((await stateOf(back, matchId)).view.forced).toEqual([]);
  await Promise.all([back, other, observer, two[0], two[1]].map((one) => one.close()));
});
