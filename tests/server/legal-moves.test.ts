/** What one may play, asked over a socket on a real node. */
import { randomUUID } from "node:crypto";
import { TRPCClientError } from "@trpc/client";
import { createClient } from "@holdfast/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { granted, StockPlayer, startedMatch } from "../support/stock-player.js";
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

async function refusalOf(query: Promise<unknown>): Promise<string> {
  const error = await query.then(
    () => null,
    (why: unknown) => why,
  );
  if (!(error instanceof TRPCClientError)) return String(error);
  const { code, reason } = (error.data as { rejection: { code: string; reason: string } }).rejection;
  return `${code}/${reason}`;
}

test("[MT4.1] players are told their own moves over the socket, an observer none, and bad requests are refused", async () => {
  await using match = await startedMatch(node.url);
  const { matchId } = match;
  const told = await match.anna.api.match.legal.query({ matchId, knownVersion: 2 });
  expect(told).toMatchObject({ matchId, epoch: 1, version: 2 });
  expect(told.legal?.all).toContainEqual({ type: "move", cell: 4 });
  expect((await match.bob.api.match.legal.query({ matchId })).legal?.all).not.toContainEqual({ type: "move", cell: 4 });
  const grant = granted(await match.bob.api.match.observe.mutate({ key: match.grant.watchKey }));
  const observer = StockPlayer.withToken(node.url, { playerId: "", name: "", token: grant.token });
  expect(await observer.api.match.legal.query({ matchId })).toMatchObject({ version: 2, legal: null });
  const { legal } = match.anna.api.match;
  expect(await refusalOf(legal.query({ matchId, knownVersion: 99 }))).toBe("desync/version_ahead");
  expect(await refusalOf(legal.query({ matchId: randomUUID() }))).toBe("not_found/no_such_match");
  expect(await refusalOf(legal.query({ matchId: "7" }))).toBe("invalid_message/bad_shape");
  expect(await refusalOf(observer.api.match.legal.query({ matchId: randomUUID() }))).toBe("forbidden/other_match");
  await observer.close();
});

test("[MT4.1] a hold'em player is told by the SDK how much may be bet, and nobody's cards by that", async () => {
  const [anna, bob] = ["Anna", "Bob"].map((name) => createClient({ url: node.url, guest: { name }, storage: null }));
  if (anna === undefined || bob === undefined) throw new Error("there are two");
  const match = await anna.create("holdem", {}, { seats: 2 });
  const other = await bob.join(match.code ?? "");
  const snapshot = await eventually(() => (match.snapshot?.status === "playing" ? match.snapshot : undefined));
  const [toAct] = snapshot.toMove;
  const [mine, theirs] = [await match.legalMoves(), await other.legalMoves()];
  expect([mine.version, mine.epoch]).toEqual([snapshot.version, snapshot.epoch]);
  const acting = toAct === match.seat ? mine : theirs;
  expect(acting.legal?.all).toContainEqual({ type: "call" });
  const raise = acting.legal?.forms?.find(({ move }) => move.type === "raise");
  expect(raise?.fields.to).toMatchObject({ kind: "int" });
  const waiting = toAct === match.seat ? theirs : mine;
  expect(waiting.legal?.all).not.toContainEqual({ type: "call" });
  for (const client of [anna, bob]) client.close();
});
