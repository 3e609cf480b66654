/** A third party's game that throws, answers nonsense and grows: its own match hears about it, and nobody else. */
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { readConfig } from "@holdfast/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN_SECRET, administrator } from "../support/admin.js";
import { collectedLog } from "../support/collected-log.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { granted, StockPlayer, startedMatch, verdict } from "../support/stock-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

const SABOTEUR = fileURLToPath(new URL("../support/saboteur-game.mjs", import.meta.url));
let database: OwnDatabase;
let node: TestNode;
const log = collectedLog();
beforeAll(async () => {
  database = await ownDatabase();
  const env = { HOLDFAST_GAMES: SABOTEUR, ADMIN_SECRET };
  node = await startTestNode({ databaseUrl: database.url, log, env });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});

async function sabotaged() {
  const [anna, bob] = [await StockPlayer.guest(node.url, "Anna"), await StockPlayer.guest(node.url, "Bob")];
  const { matchId, code } = await anna.create({}, "saboteur");
  await bob.join(code);
  const play = (player: StockPlayer, basedOn: number, move: Record<string, unknown>) =>
    player.api.match.move.mutate({ msgId: randomUUID(), matchId, basedOn, move });
  const close = async () => void (await Promise.all([anna.close(), bob.close()]));
  return { anna, bob, matchId, play, [Symbol.asyncDispose]: close };
}

/** Another match on the same node, with a watcher, that must not notice anything. */
async function undisturbed(work: () => Promise<void>): Promise<void> {
  await using match = await startedMatch(node.url);
  const watch = match.bob.watch(match.matchId);
  await watch.reaches(2);
  await work();
  granted(await match.anna.mark(match.matchId, 4, 2));
  await watch.reaches(3);
  expect(watch.errors).toEqual([]);
  expect(match.anna.closes).toEqual([]);
}

describe("rules that fail while a move is decided", () => {
  test.each([
    ["rules_error/rules_threw", { type: "misbehave", where: "schema", how: "throw" }],
    ["rules_error/rules_threw", { type: "misbehave", where: "decide", how: "throw" }],
    ["rules_error/rules_threw", { type: "misbehave", where: "evolve", how: "throw" }],
    ["rules_error/rules_threw", { type: "nonsense" }],
    ["rules_error/state_too_large", { type: "grow", by: 65_600 }],
    ["rules_error/commit_too_large", { type: "wordy" }],
    ["invalid_message/move_too_large", { type: "pass", padding: "x".repeat(5_000) }],
  ])("[SY6, SY6.1] are refused as %s, nothing has changed, and nobody else notices: %j", async (refusal, move) => {
    await undisturbed(async () => {
      await using match = await sabotaged();
      expect(verdict(await match.play(match.anna, 2, move))).toBe(refusal);
      granted(await match.play(match.anna, 2, { type: "pass" }));
      expect(match.anna.closes).toEqual([]);
    });
  });

  test("[SY6, SY6.1] a state of just under 64 KiB is taken (the twin of one that is too large)", async () => {
    await using match = await sabotaged();
    granted(await match.play(match.anna, 2, { type: "grow", by: 64_500 }));
  });

  test("[SY6, SY6.1] a move nested deeper than 16 levels is refused before any rules see it", async () => {
    await using match = await sabotaged();
    const nested = (levels: number): Record<string, unknown> =>
      levels === 0 ? {} : { type: "pass", inside: nested(levels - 1) };
    await expect(match.play(match.anna, 2, nested(16))).rejects.toMatchObject({
      data: { rejection: { code: "invalid_message", reason: "too_deep" } },
    });
    granted(await match.play(match.anna, 2, nested(12)));
  });

  test("[SY6, SY6.1] options and a setup that throw are refused, and the match is not begun", async () => {
    const [anna, bob] = [await StockPlayer.guest(node.url, "Anna"), await StockPlayer.guest(node.url, "Bob")];
    await expect(anna.create({ where: "schema", how: "throw" }, "saboteur")).rejects.toThrow(
      /rules_error|rules of this/,
    );
    const { code } = await anna.create({ where: "setup", how: "throw" }, "saboteur");
    await expect(bob.join(code)).rejects.toThrow(/rules_error\/rules_threw/);
    await Promise.all([anna.close(), bob.close()]);
  });
});

describe("rules that fail when they are looked at", () => {
  test.each([
    ["rules_threw", { where: "view", how: "throw" }],
    ["rules_threw", { where: "redact", how: "throw" }],
    ["rules_threw", { where: "view", how: "cycle" }],
    ["view_too_large", { where: "view", how: "flood" }],
  ])("[SY6, SY6.1] end the watching of their match as rules_error/%s, and of no other: %j", async (reason, poison) => {
    await undisturbed(async () => {
      await using match = await sabotaged();
      const watch = match.bob.watch(match.matchId);
      await watch.reaches(2);
      granted(await match.play(match.anna, 2, { type: "poison", ...poison }));
      await eventually(() => watch.errors.length > 0);
      expect(watch.errors[0]?.data?.rejection).toMatchObject({ code: "rules_error", reason, recovery: "none" });
      expect(match.bob.closes).toEqual([]);
      const mine = log.lines.filter(({ fields }) => "matchId" in fields && fields.matchId === match.matchId);
      expect(mine).toContainEqual(expect.objectContaining({ level: "error", message: "the rules threw" }));
      expect(JSON.stringify(mine)).not.toContain("sabotage");
      // It is not lost: an administrator can still decide it.
      granted(await administrator(node.url).act("rollback", { matchId: match.matchId, to: 2 }));
      expect(verdict(await match.bob.api.match.resume.mutate({ matchId: match.matchId }))).toBe("accepted");
    });
  });

  test("[SY3, SY6.1] a game that cannot say what an absence means costs nobody a seat, in its match or another", async () => {
    await undisturbed(async () => {
      await using match = await sabotaged();
      const watch = match.bob.watch(match.matchId);
      await watch.reaches(2);
      granted(await match.play(match.anna, 2, { type: "poison", where: "absence", how: "throw" }));
      await watch.reaches(3);
      granted(await match.play(match.bob, 3, { type: "pass" }));
      expect((await watch.reaches(4)).status).toBe("playing");
    });
  });
});

describe("HOLDFAST_GAMES", () => {
  test("[OP4] what is no game is named at the start, with what is missing", async () => {
    const start = (modules: string) => startTestNode({ databaseUrl: database.url, env: { HOLDFAST_GAMES: modules } });
    await expect(start("./no-such-file.js")).rejects.toThrow(/HOLDFAST_GAMES: \.\/no-such-file\.js cannot be loaded/);
    await expect(start("node:path")).rejects.toThrow(/the default export of node:path is no game, its id is not/);
    expect(readConfig({ HOLDFAST_GAMES: " a.js, ,b " }).HOLDFAST_GAMES).toEqual(["a.js", "b"]);
  });
});
