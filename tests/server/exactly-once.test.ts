/** One msgId, one outcome: whatever is repeated, wherever, however late. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { StockPlayer, startedMatch, granted, verdict } from "../support/stock-player.js";
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

async function movesOf(matchId: string): Promise<number> {
  const rows = await database.sql`SELECT 1 FROM commits WHERE match_id = ${matchId} AND kind = 'move'`;
  return rows.length;
}

describe("a repeated msgId", () => {
  test("[SY5] replays the first receipt of an accepted move and applies nothing again", async () => {
    await using match = await startedMatch(node.url);
    const msgId = randomUUID();
    const first = granted(await match.anna.mark(match.matchId, 4, 2, msgId));
    for (let i = 0; i < 3; i += 1) {
      expect(granted(await match.anna.mark(match.matchId, 4, 2, msgId))).toEqual({ ...first, duplicate: true });
    }
    expect(await movesOf(match.matchId)).toBe(1);
  });

  test("[SY5] replays the first refusal although the move would be legal by now", async () => {
    await using match = await startedMatch(node.url);
    const msgId = randomUUID();
    const refusal = await match.bob.mark(match.matchId, 4, 2, msgId);
    expect(verdict(refusal)).toBe("invalid_turn/not_your_turn");
    granted(await match.anna.mark(match.matchId, 0, 2));
    expect(await match.bob.mark(match.matchId, 4, 2, msgId)).toEqual(refusal);
    expect(verdict(await match.bob.mark(match.matchId, 4, 3))).toBe("accepted");
  });

  test("[SY5] with another move, another base or in another match is refused as msg_id_reused", async () => {
    await using match = await startedMatch(node.url);
    await using second = await startedMatch(node.url);
    const msgId = randomUUID();
    granted(await match.anna.mark(match.matchId, 4, 2, msgId));
    expect(verdict(await match.anna.mark(match.matchId, 5, 2, msgId))).toBe("msg_id_reused/msg_id_reused");
    const refused = randomUUID();
    await match.anna.mark(match.matchId, 0, 3, refused);
    expect(verdict(await match.anna.mark(match.matchId, 1, 3, refused))).toBe("msg_id_reused/msg_id_reused");
    expect(await movesOf(match.matchId)).toBe(1);
    expect(await movesOf(second.matchId)).toBe(0);
  });

  test("[SY5] belongs to its player: the opponent may use the same msgId", async () => {
    await using match = await startedMatch(node.url);
    const msgId = randomUUID();
    granted(await match.anna.mark(match.matchId, 0, 2, msgId));
    expect(granted(await match.bob.mark(match.matchId, 1, 3, msgId))).toMatchObject({ version: 4, duplicate: false });
  });

  test("[SY5] sent to two nodes at once is one commit with one answer", async () => {
    await using match = await startedMatch(node.url);
    const elsewhere = match.anna.again(other.url);
    const msgId = randomUUID();
    const replies = await Promise.all([
      match.anna.mark(match.matchId, 4, 2, msgId),
      elsewhere.mark(match.matchId, 4, 2, msgId),
      match.anna.mark(match.matchId, 4, 2, msgId),
      elsewhere.mark(match.matchId, 4, 2, msgId),
    ]);
    expect(replies.map((reply) => granted(reply).version)).toEqual([3, 3, 3, 3]);
    expect(replies.filter((reply) => !granted(reply).duplicate)).toHaveLength(1);
    expect(await movesOf(match.matchId)).toBe(1);
    await elsewhere.close();
  });

  test("[SY5] of a resignation, a join and a leave are answered with the first receipt too", async () => {
    await using match = await startedMatch(node.url);
    const resign = { msgId: randomUUID(), matchId: match.matchId };
    const first = granted(await match.anna.api.match.resign.mutate(resign));
    expect(granted(await match.anna.api.match.resign.mutate(resign))).toEqual({ ...first, duplicate: true });
  });

  test("[DU6] finds its accepted outcome in the log although nothing remembers it any more", async () => {
    await using match = await startedMatch(node.url);
    const msgId = randomUUID();
    const first = granted(await match.anna.mark(match.matchId, 4, 2, msgId));
    granted(await match.bob.mark(match.matchId, 0, 3));
    await using forgetful = await startTestNode({ databaseUrl: database.url });
    const elsewhere = match.anna.again(forgetful.url);
    expect(granted(await elsewhere.mark(match.matchId, 4, 2, msgId))).toEqual({ ...first, duplicate: true });
    await elsewhere.close();
  });
});

describe("what a move is based on", () => {
  test("[SY7] a base ahead of the log is answered with desync", async () => {
    await using match = await startedMatch(node.url);
    const ahead = await match.anna.mark(match.matchId, 4, 9);
    expect(ahead).toMatchObject({ ok: false, rejection: { code: "desync", recovery: "resync" } });
    expect(await movesOf(match.matchId)).toBe(0);
  });

  test("[SY8] a move made for an earlier situation is stale, though it would be legal now", async () => {
    await using match = await startedMatch(node.url);
    granted(await match.anna.mark(match.matchId, 0, 2));
    granted(await match.bob.mark(match.matchId, 1, 3));
    const late = await match.anna.mark(match.matchId, 2, 2);
    expect(late).toMatchObject({ ok: false, rejection: { code: "stale_version", recovery: "resync" } });
    expect(verdict(await match.anna.mark(match.matchId, 2, 4))).toBe("accepted");
  });

  test("[SY8] a draw offer of the opponent does not make the mover's move stale", async () => {
    await using match = await startedMatch(node.url);
    const offer = { msgId: randomUUID(), matchId: match.matchId, basedOn: 2, move: { type: "offer-draw" } };
    granted(await match.bob.api.match.move.mutate(offer));
    expect(granted(await match.anna.mark(match.matchId, 4, 2)).version).toBe(4);
  });

  test("[SY1] of two moves racing for one cell the second is told that the turn has passed", async () => {
    await using match = await startedMatch(node.url);
    const replies = await Promise.all([match.anna.mark(match.matchId, 4, 2), match.anna.mark(match.matchId, 4, 2)]);
    expect(replies.map(verdict).sort()).toEqual(["accepted", "invalid_turn/not_your_turn"]);
  });
});

describe("two nodes", () => {
  test("[SY11] of ten people who claim one seat on two nodes at once one gets it, the others a clear error", async () => {
    const { anna, grant } = await lonelyMatch();
    const claimants = await Promise.all(
      Array.from({ length: 10 }, (_, i) => StockPlayer.guest(i % 2 === 0 ? node.url : other.url, `P${i}`)),
    );
    const replies = await Promise.all(
      claimants.map((one) => one.api.match.join.mutate({ msgId: randomUUID(), code: grant.code, seat: 1 })),
    );
    const verdicts = replies.map(verdict);
    expect(verdicts.filter((one) => one === "accepted")).toHaveLength(1);
    for (const one of verdicts)
      expect(["accepted", "seat_taken/seat_taken", "join_failed/match_started"]).toContain(one);
    const seats = await database.sql`SELECT player_id FROM seats WHERE match_id = ${grant.matchId} AND seat = 1`;
    expect(seats).toHaveLength(1);
    await Promise.all([anna, ...claimants].map((one) => one.close()));
  });

  test("[DU7] players on different nodes see each other's moves, and the second goes on when the first node is gone", async () => {
    const redisUrl = process.env["HOLDFAST_TEST_REDIS_URL"] ?? "";
    const doomed = await startTestNode({ databaseUrl: database.url, redisUrl });
    await using match = await startedMatch(doomed.url, {}, other.url);
    const bob = match.bob.watch(match.matchId);
    await bob.reaches(2);
    granted(await match.anna.mark(match.matchId, 0, 2));
    await bob.reaches(3);
    granted(await match.bob.mark(match.matchId, 1, 3));
    await doomed.stop();
    const anna = match.anna.again(other.url);
    granted(await anna.mark(match.matchId, 4, 4));
    expect((await bob.reaches(5)).toMove).toEqual([1]);
    expect(bob.states.map(({ version }) => version)).toEqual([2, 3, 4, 5]);
    await anna.close();
  });

  test("[SY7] a client that knows more than the node it comes to is served after that node has read the log", async () => {
    await using match = await startedMatch(node.url);
    await using deaf = await startTestNode({ databaseUrl: database.url });
    const elsewhere = match.anna.again(deaf.url);
    granted(await elsewhere.api.match.resume.mutate({ matchId: match.matchId }));
    granted(await match.anna.mark(match.matchId, 4, 2));
    const resumed = granted(await elsewhere.api.match.resume.mutate({ matchId: match.matchId, knownVersion: 3 }));
    expect(resumed.state.version).toBe(3);
    expect(resumed.desync).toBeUndefined();
    await elsewhere.close();
  });
});

async function lonelyMatch() {
  const anna = await StockPlayer.guest(node.url, "Anna");
  return { anna, grant: await anna.create() };
}
