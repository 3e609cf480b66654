/** One seat, one connection: the newest. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { startedMatch, granted } from "../support/stock-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
let other: TestNode;
beforeAll(async () => {
  database = await ownDatabase();
  const redisUrl = process.env["HOLDFAST_TEST_REDIS_URL"] ?? "";
  node = await startTestNode({ databaseUrl: database.url, redisUrl });
  other = await startTestNode({ databaseUrl: database.url, redisUrl });
});
afterAll(async () => {
  await Promise.all([node.stop(), other.stop()]);
  await database[Symbol.asyncDispose]();
});

describe("the newest connection of a player", () => {
  test.each([["on the same node", () => node.url] as const, ["on another node", () => other.url] as const])(
    "[SY10] %s holds the seat; the older one is told `superseded` and its socket is closed",
    async (_, urlOf) => {
      const match = await startedMatch(node.url);
      const old = match.anna.watch(match.matchId);
      await old.reaches(2);
      const newer = match.anna.again(urlOf());
      const fresh = newer.watch(match.matchId);
      await fresh.reaches(2);
      const error = await eventually(() => old.errors[0]);
      expect(error.data).toMatchObject({ rejection: { code: "superseded", recovery: "none" } });
      await eventually(() => match.anna.closes.some(({ code }) => code === 4409));
      granted(await newer.mark(match.matchId, 4, 2));
      await fresh.reaches(3);
      expect(fresh.errors).toEqual([]);
      await Promise.all([newer.close(), match.close()]);
    },
  );

  test("[SY10] takes over one match only: what else lives on the older socket goes on", async () => {
    const first = await startedMatch(node.url);
    const grant = await first.anna.create();
    const kept = first.anna.watch(grant.matchId);
    const lost = first.anna.watch(first.matchId);
    await Promise.all([kept.reaches(1), lost.reaches(2)]);
    const newer = first.anna.again();
    await newer.watch(first.matchId).reaches(2);
    await eventually(() => lost.errors.length > 0);
    await first.bob.join(grant.code);
    await kept.reaches(2);
    expect(first.anna.closes).toEqual([]);
    await Promise.all([newer.close(), first.close()]);
  });

  test("[SY10] resuming claims the seat as well as watching does", async () => {
    const match = await startedMatch(node.url);
    const old = match.anna.watch(match.matchId);
    await old.reaches(2);
    const newer = match.anna.again();
    granted(await newer.api.match.resume.mutate({ matchId: match.matchId }));
    await eventually(() => old.errors.length > 0);
    await Promise.all([newer.close(), match.close()]);
  });

  test("[SY10] a connection does not supersede itself, however often it resumes and watches", async () => {
    const match = await startedMatch(node.url);
    const watch = match.anna.watch(match.matchId);
    await Promise.all([1, 2, 3].map(() => match.anna.api.match.resume.mutate({ matchId: match.matchId })));
    const second = match.anna.watch(match.matchId);
    await second.reaches(2);
    granted(await match.anna.mark(match.matchId, 0, 2));
    await Promise.all([watch.reaches(3), second.reaches(3)]);
    expect([...watch.errors, ...second.errors]).toEqual([]);
    await match.close();
  });

  test("[SY10] observers never take a seat over", async () => {
    const match = await startedMatch(node.url);
    const watch = match.anna.watch(match.matchId);
    await watch.reaches(2);
    const { StockPlayer } = await import("../support/stock-player.js");
    const grant = granted(await match.anna.api.match.observe.mutate({ key: match.grant.watchKey }));
    const observer = StockPlayer.withToken(node.url, { playerId: "", name: "", token: grant.token });
    await observer.watch(match.matchId).reaches(2);
    granted(await match.anna.mark(match.matchId, 0, 2));
    await watch.reaches(3);
    expect(watch.errors).toEqual([]);
    await Promise.all([observer.close(), match.close()]);
  });
});
