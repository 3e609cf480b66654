/** `DURABILITY=memory`: a node for development that stores nothing and says so with every receipt. */
import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../../apps/server/src/config.js";
import { spawnServer } from "../support/spawn-server.js";
import { granted, StockPlayer, startedMatch } from "../support/stock-player.js";

describe("a node that keeps everything in memory", () => {
  test("[DU2.1] plays like any other, calls no receipt durable, and has forgotten the match after a restart", async () => {
    await using server = await spawnServer({ env: { DURABILITY: "memory", RATE_LIMITS: "off" } });
    expect(server.output).toContain("in memory: everything is gone when it stops");
    const { matchId } = await playedOnce(server.url, false);
    await server.kill();
    await server.start();
    const stranger = await StockPlayer.guest(server.url, "Cy");
    await expect(stranger.api.match.get.query({ matchId })).rejects.toMatchObject({
      data: { rejection: { code: "not_found" } },
    });
    await stranger.close();
  });

  test("[DU2.1] the same moves on a node with a disk are called durable, and are there after a restart", async () => {
    await using server = await spawnServer({ env: { RATE_LIMITS: "off" } });
    const { matchId, token } = await playedOnce(server.url, true);
    await server.kill();
    await server.start();
    const anna = StockPlayer.withToken(server.url, token);
    expect((await anna.watch(matchId).reaches(3)).version).toBe(3);
    await anna.close();
  });

  test.each(["DATABASE_URL", "REDIS_URL"])("[DU2.1] it is refused beside %s, in a sentence", (name) => {
    const url = name === "REDIS_URL" ? "redis://127.0.0.1" : "postgres://127.0.0.1/holdfast";
    expect(() => readConfig({ DURABILITY: "memory", [name]: url })).toThrow(ConfigError);
    expect(() => readConfig({ DURABILITY: "memory", [name]: url })).toThrow(/leave DATABASE_URL and REDIS_URL empty/);
    expect(readConfig({ DURABILITY: "disk", [name]: url }).DURABILITY).toBe("disk");
  });
});

/** One move of a new match, and whether its receipt calls it durable. No time runs, so that no outage has to be made good for. */
async function playedOnce(url: string, durable: boolean) {
  await using match = await startedMatch(url, { turnMs: 0 });
  expect(granted(await match.anna.mark(match.matchId, 4, 2))).toMatchObject({ version: 3, durable });
  return { matchId: match.matchId, token: match.anna.session };
}
