/** A match watched again over a socket: by its players, by an observer, and on a node that never had it in memory. */
import { randomUUID } from "node:crypto";
import { TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { granted, StockPlayer, startedMatch } from "../support/stock-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
let other: TestNode;
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url });
  other = await startTestNode({ databaseUrl: database.url, env: { RATE_LIMITS: "on", MESSAGES_PER_SECOND: "1000" } });
});
afterAll(async () => {
  await Promise.all([node.stop(), other.stop()]);
  await database[Symbol.asyncDispose]();
});

async function reasonOf(query: Promise<unknown>): Promise<string> {
  const error = await query.then(
    () => null,
    (why: unknown) => why,
  );
  if (!(error instanceof TRPCClientError)) return String(error);
  return (error.data as { rejection: { reason: string } }).rejection.reason;
}

test("[MT9.2] what everybody was shown is shown again, on any node, and other seats once it is over", async () => {
  await using match = await startedMatch(node.url, { bestOf: 1, maxGames: 1 });
  const { matchId, anna, bob } = match;
  const watches = [anna.watch(matchId), bob.watch(matchId)];
  await Promise.all(watches.map((watch) => watch.reaches(2)));
  granted(await anna.mark(matchId, 4, 2));
  granted(await bob.mark(matchId, 0, 3));
  await Promise.all(watches.map((watch) => watch.reaches(4)));
  const elsewhere = [anna.again(other.url), bob.again(other.url)];
  for (const [at, player] of elsewhere.entries()) {
    const page = await player.api.match.views.query({ matchId });
    const shown = watches[at]?.states.map(({ version, view }) => [version, view]);
    expect(page.views.slice(1).map(({ version, view }) => [version, view])).toEqual(shown);
    expect(page).toMatchObject({ version: 4, isOver: false, next: null });
  }
  expect(await reasonOf(anna.api.match.views.query({ matchId, seat: 1 }))).toBe("match_running");
  const grant = granted(await bob.api.match.observe.mutate({ key: match.grant.watchKey }));
  const observer = StockPlayer.withToken(node.url, { playerId: "", name: "", token: grant.token });
  expect((await observer.api.match.views.query({ matchId, after: 3 })).views).toMatchObject([{ version: 4, seat: 1 }]);
  granted(await anna.api.match.resign.mutate({ matchId, msgId: randomUUID() }));
  expect((await observer.api.match.views.query({ matchId, after: 3, seat: 0 })).views).toMatchObject([
    { version: 4, view: { you: { seat: 0 } } },
    { version: 5, kind: "resign", outcome: { winners: [1] } },
  ]);
  await Promise.all([observer, ...elsewhere].map((one) => one.close()));
});

test("[ID4] pages of the past are limited for each player", async () => {
  await using match = await startedMatch(node.url);
  const { matchId } = match;
  const anna = match.anna.again(other.url);
  const reasons = new Set<string>();
  for (let asked = 0; asked < 36; asked += 1) {
    reasons.add(await reasonOf(anna.api.match.views.query({ matchId, limit: 1 })));
  }
  expect([...reasons].some((reason) => reason === "too_many_views")).toBe(true);
  expect(reasons.has("null")).toBe(true);
  await anna.close();
});
