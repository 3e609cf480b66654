/** Nobody hears of a move before it is in Postgres, and what was acknowledged is there after any death. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { spawnServer } from "../support/spawn-server.js";
import { startedMatch, granted, verdict } from "../support/stock-player.js";
import { startTestNode } from "../support/test-node.js";

let database: OwnDatabase;
beforeAll(async () => {
  database = await ownDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

describe("commit before acknowledge", () => {
  test("[DU2] while the log cannot be written neither the mover nor anybody else hears of the move; afterwards both do", async () => {
    await using node = await startTestNode({ databaseUrl: database.url });
    const match = await startedMatch(node.url);
    const bob = match.bob.watch(match.matchId);
    await bob.reaches(2);
    let acknowledged = false;
    const blocked = await database.sql.reserve();
    await blocked`BEGIN`;
    await blocked`LOCK TABLE commits IN ACCESS EXCLUSIVE MODE`;
    const move = match.anna.mark(match.matchId, 4, 2).then((reply) => {
      acknowledged = true;
      return reply;
    });
    // A read that needs no log shows that the node itself is alive meanwhile.
    await eventually(
      async () =>
        (
          await database.sql`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
        ).length > 0,
    );
    await match.bob.api.session.me.query();
    expect(acknowledged).toBe(false);
    expect(bob.latest().version).toBe(2);
    await blocked`COMMIT`;
    blocked.release();
    expect(granted(await move).version).toBe(3);
    await bob.reaches(3);
    await match.close();
  });

  test("[DU3] every accepted move is a row of its own with its events, hash and parent", async () => {
    await using node = await startTestNode({ databaseUrl: database.url });
    const match = await startedMatch(node.url);
    for (const [turn, cell] of [0, 3, 1, 4, 2].entries()) {
      granted(await (turn % 2 === 0 ? match.anna : match.bob).mark(match.matchId, cell, 2 + turn));
    }
    const rows =
      await database.sql`SELECT version, hash, parent_hash FROM commits WHERE match_id = ${match.matchId} ORDER BY version`;
    expect(rows.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const [i, row] of rows.slice(1).entries()) expect(row["parent_hash"]).toBe(rows[i]?.["hash"]);
    await match.close();
  });

  test("[DU2] a move whose connections to Postgres are cut is in the log once, and its receipt is true", async () => {
    await using node = await startTestNode({ databaseUrl: database.url });
    const match = await startedMatch(node.url);
    // One connection for all the test asks, so that it cuts everybody's but its own.
    const own = await database.sql.reserve();
    const cut = () =>
      own`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'holdfast'`;
    let version = 2;
    for (const [turn, cell] of [0, 1, 2, 4, 3, 5].entries()) {
      const mover = turn % 2 === 0 ? match.anna : match.bob;
      const msgId = randomUUID();
      const [reply] = await Promise.all([mover.mark(match.matchId, cell, version, msgId), cut()]);
      version = granted(reply).version;
      const rows = await own`SELECT version FROM commits WHERE match_id = ${match.matchId} AND msg_id = ${msgId}`;
      expect(rows).toEqual([{ version }]);
    }
    own.release();
    await match.close();
  });
});

describe("kill -9", () => {
  test.each([
    ["the embedded database", (): Record<string, string> => ({})],
    ["Postgres", (): Record<string, string> => ({ DATABASE_URL: database.url })],
  ] as const)(
    "[DU1] with %s: after a kill in the middle of moves every acknowledged one is there, each once, and play goes on",
    async (_, env) => {
      await using server = await spawnServer({
        env: { RATE_LIMITS: "off", TOKEN_SECRET: "a secret that is long enough for a test", ...env() },
      });
      const matches = await Promise.all(
        Array.from({ length: 6 }, () => startedMatch(server.url, { bestOf: 9, turnMs: 0 })),
      );
      const acknowledged = new Map<string, { msgId: string; version: number }[]>();
      const inFlight = new Map<string, { msgId: string; cell: number; basedOn: number }>();
      let total = 0;
      const play = async (match: (typeof matches)[number]) => {
        const done: { msgId: string; version: number }[] = [];
        acknowledged.set(match.matchId, done);
        for (const [turn, cell] of [0, 1, 2, 4, 3, 5, 7, 6, 8].entries()) {
          const move = { msgId: randomUUID(), cell, basedOn: 2 + turn };
          inFlight.set(match.matchId, move);
          const mover = turn % 2 === 0 ? match.anna : match.bob;
          const reply = await mover.mark(match.matchId, cell, move.basedOn, move.msgId);
          done.push({ msgId: move.msgId, version: granted(reply).version });
          total += 1;
        }
      };
      const playing = Promise.allSettled(matches.map(play));
      await eventually(() => total >= 12, { everyMs: 1 });
      await server.kill();
      await Promise.all(matches.map((match) => match.close()));
      await playing;
      await server.start();
      for (const match of matches) {
        const [anna, bob] = [match.anna.again(), match.bob.again()];
        const { state } = granted(await anna.api.match.resume.mutate({ matchId: match.matchId }));
        const log = await anna.api.match.events.query({ matchId: match.matchId, after: 0 });
        expect(log.commits.map(({ version }) => version)).toEqual(
          Array.from({ length: state.version }, (_, i) => i + 1),
        );
        for (const { version } of acknowledged.get(match.matchId) ?? [])
          expect(version).toBeLessThanOrEqual(state.version);
        const last = inFlight.get(match.matchId);
        if (last === undefined || state.outcome !== null) continue;
        // The move that was in flight is sent again with its msgId: whether it had landed or not, it is there once.
        const mover = last.basedOn % 2 === 0 ? anna : bob;
        const again = granted(await mover.mark(match.matchId, last.cell, last.basedOn, last.msgId));
        expect(again.version).toBe(last.basedOn + 1);
        expect(verdict(await mover.mark(match.matchId, last.cell, last.basedOn, last.msgId))).toBe("accepted");
        const after = await anna.api.match.events.query({ matchId: match.matchId, after: 0 });
        const marks = after.commits
          .flatMap(({ events }) => events)
          .filter((event) => JSON.stringify(event).includes(`"cell":${last.cell},`));
        expect(marks).toHaveLength(1);
        await Promise.all([anna.close(), bob.close()]);
      }
    },
  );
});

describe("Redis", () => {
  test("[DU6] absent from the start refuses no move and loses none", async () => {
    await using node = await startTestNode({ databaseUrl: database.url, redisUrl: "redis://127.0.0.1:1" });
    const match = await startedMatch(node.url);
    const bob = match.bob.watch(match.matchId);
    for (const [turn, cell] of [0, 3, 1, 4, 2].entries()) {
      granted(await (turn % 2 === 0 ? match.anna : match.bob).mark(match.matchId, cell, 2 + turn));
    }
    expect((await bob.reaches(7)).outcome).toMatchObject({ winners: [0] });
    await match.close();
  });
});
