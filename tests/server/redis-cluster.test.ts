/** Two nodes on a Redis Cluster of three masters: play goes on whatever becomes of one of them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { RedisCluster } from "../support/redis-cluster.js";
import { granted, startedMatch } from "../support/stock-player.js";
import { startTestNode } from "../support/test-node.js";

let database: OwnDatabase;
beforeAll(async () => {
  database = await ownDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** Turns of one match that never ends in them: first to last cell without three in a row. */
const CELLS = [0, 1, 2, 4, 3, 5, 7, 6] as const;

test.each([
  ["killed for good", false],
  ["killed and taken over by its replica", true],
] as const)(
  "[DU6.2] with one master %s every move is committed, acknowledged and seen on the other node",
  async (_, replicas) => {
    const cluster = await RedisCluster.start({ replicas });
    const options = { databaseUrl: database.url, redisUrl: cluster.url };
    await using one = await startTestNode(options);
    await using two = await startTestNode(options);
    try {
      const matches = await Promise.all(Array.from({ length: 6 }, () => startedMatch(one.url, { bestOf: 3 }, two.url)));
      const keepers = await Promise.all(matches.map(({ matchId }) => cluster.keeperOf(`holdfast:{${matchId}}:seats`)));
      const [victim] = keepers;
      const seen = matches.map(({ anna, bob, matchId }) => [anna.watch(matchId), bob.watch(matchId)] as const);
      await Promise.all(seen.flat().map((watch) => watch.reaches(2)));
      for (const [turn, cell] of CELLS.entries()) {
        if (turn === 2) await victim?.kill();
        const receipts = await Promise.all(
          matches.map(async ({ anna, bob, matchId }) =>
            granted(await (turn % 2 === 0 ? anna : bob).mark(matchId, cell, 2 + turn)),
          ),
        );
        expect(receipts.map(({ version }) => version)).toStrictEqual(matches.map(() => 3 + turn));
        await Promise.all(seen.flat().map((watch) => watch.reaches(3 + turn)));
      }
      if (replicas) await eventually(() => one.ports.coordination.ping().then(() => true), { withinMs: 25_000 });
      await Promise.all(matches.map((match) => match.close()));
    } finally {
      await Promise.all([one.stop(), two.stop()]);
      await cluster.stop();
    }
  },
);
