/**
 * Whatever is changed in the database behind the server's back is noticed: column by column, in the match's own row,
 * in its log and in its seats. The match is refused with a clear error, the operator gets a line, the others play on.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collectedLog } from "../support/collected-log.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { granted, StockPlayer, startedMatch, verdict } from "../support/stock-player.js";
import { change, columnsOf, writeAsBefore } from "../support/tamper.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
const log = collectedLog();
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url, log });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});

/** Columns that carry no truth: nothing is decided by them, and each has its reason. */
const IDLE = new Map([
  ["matches.match_id", "another id is another match: this one is gone"],
  ["matches.epoch", "grows when the database was restored; clients then take everything anew"],
  ["matches.check_at", "an index for the sweep, which looks at the deadline"],
  ["matches.started_at", "only a duration is made of it; an audit finds it"],
  ["matches.updated_at", "a note of the database's clock"],
  ["commit_rows.committed_at", "a note of the database's clock"],
  ["seats.session_no", "only compared with itself; growing is what it does"],
  ["seats.match_id", "the seat is gone then; found as a changed holder where there is one"],
]);

type Started = Awaited<ReturnType<typeof startedMatch>>;

/** A node that has nothing in memory meets the match for the first time. */
async function verdictOfFreshNode(match: Started): Promise<string> {
  await using fresh = await startTestNode({ databaseUrl: database.url, log });
  const anna = match.anna.again(fresh.url);
  try {
    return verdict(await anna.api.match.resume.mutate({ matchId: match.matchId }));
  } finally {
    await anna.close();
  }
}

function linesAbout(matchId: string) {
  return log.lines.filter(
    ({ level, fields }) => level === "error" && "matchId" in fields && fields.matchId === matchId,
  );
}

const CORRUPT = "game_unavailable/match_corrupt";

describe("a match that is met for the first time", () => {
  test("[DU4] any other value in any column of its row is noticed, and nobody plays on it", async () => {
    const missed: string[] = [];
    for (const column of await columnsOf(database, "matches")) {
      const name = `matches.${column.column}`;
      if (IDLE.has(name)) continue;
      await using match = await startedMatch(node.url, { turnMs: 600_000 });
      granted(await match.anna.mark(match.matchId, 0, 2));
      await change(database, column, `match_id = '${match.matchId}'`);
      const told = await verdictOfFreshNode(match);
      // Rules that no server has are refused as just that.
      const expected = name === "matches.game_id" || name === "matches.rules_version" ? /^game_unavailable/ : CORRUPT;
      if (!new RegExp(expected).test(told)) missed.push(`${name}: ${told}`);
      else if (told === CORRUPT && linesAbout(match.matchId).length === 0)
        missed.push(`${name}: no line for the operator`);
    }
    expect(missed).toEqual([]);
  }, 120_000);

  test.each(["as this build", "as builds of before"])(
    "[DU4] any other value in any column of its log is noticed, in rows written %s writes them",
    async (form) => {
      const missed: string[] = [];
      for (const column of await columnsOf(database, "commit_rows")) {
        const name = `commit_rows.${column.column}`;
        if (IDLE.has(name)) continue;
        await using match = await startedMatch(node.url, { firstSeat: "random", turnMs: 0 });
        if (form !== "as this build") await writeAsBefore(database, match.matchId);
        await change(database, column, `match_id = '${match.matchId}' AND version = 2`);
        const told = await verdictOfFreshNode(match);
        if (told !== CORRUPT) missed.push(`${name}: ${told}`);
      }
      expect(missed).toEqual([]);
    },
    120_000,
  );

  test("[DU4] any of the hashes that a row has in one column, changed, cut or with a byte too many, is noticed", async () => {
    for (const changed of [
      "set_byte(hashes, 0, get_byte(hashes, 0) # 1)",
      "set_byte(hashes, 32, get_byte(hashes, 32) # 1)",
      "set_byte(hashes, 64, get_byte(hashes, 64) # 1)",
      "substr(hashes, 1, 95)",
      "hashes || '\\x00'",
      "NULL",
    ]) {
      await using match = await startedMatch(node.url);
      const sql = `UPDATE commit_rows SET hashes = ${changed} WHERE match_id = $1 AND version = 1`;
      await database.sql.unsafe(sql, [match.matchId]);
      expect([changed, await verdictOfFreshNode(match)]).toEqual([changed, CORRUPT]);
    }
  }, 60_000);

  test("[DU4] a seat that another holds in the table than in the log is noticed", async () => {
    await using match = await startedMatch(node.url);
    for (const column of await columnsOf(database, "seats")) {
      if (column.column === "player_id") await change(database, column, `match_id = '${match.matchId}' AND seat = 1`);
    }
    expect(await verdictOfFreshNode(match)).toBe(CORRUPT);
  });

  test("[DU4] a match that nobody touched is served (the twin of all these)", async () => {
    await using match = await startedMatch(node.url, { firstSeat: "random" });
    expect(await verdictOfFreshNode(match)).toBe("accepted");
    await writeAsBefore(database, match.matchId);
    expect(await verdictOfFreshNode(match)).toBe("accepted");
    // As every match was stored before there were seals.
    await database.sql`UPDATE matches SET seal = NULL WHERE match_id = ${match.matchId}`;
    expect(await verdictOfFreshNode(match)).toBe("accepted");
    expect(linesAbout(match.matchId)).toEqual([]);
  });

  test("[DU4] a commit that was taken out of the log, and a text that is not JSON any more, are noticed", async () => {
    for (const sql of [
      "DELETE FROM commits WHERE match_id = $1 AND version = 1",
      "DELETE FROM commits WHERE match_id = $1 AND version = 2",
      "UPDATE commits SET events = '[{' WHERE match_id = $1 AND version = 2",
      "UPDATE matches SET snapshot_state = 'x' WHERE match_id = $1",
      "UPDATE matches SET options = '1e999' WHERE match_id = $1",
    ]) {
      await using match = await startedMatch(node.url);
      await database.sql.unsafe(sql, [match.matchId]);
      expect([sql, await verdictOfFreshNode(match)]).toEqual([sql, CORRUPT]);
    }
  }, 60_000);
});

describe("a match with a snapshot", () => {
  /** Drawn games, one after the other, until the log is past its first snapshot, at version 50. */
  async function longMatch(): Promise<Started> {
    const match = await startedMatch(node.url, { bestOf: 9, maxGames: 27, alternate: false, firstSeat: 0 });
    const { anna, bob, matchId } = match;
    for (let turn = 0; turn < 51; turn++) {
      const cell = [0, 1, 2, 4, 3, 5, 7, 6, 8][turn % 9] ?? 0;
      granted(await ((turn % 9) % 2 === 0 ? anna : bob).mark(matchId, cell, 2 + turn));
    }
    return match;
  }

  test("[DU4] the facts and the snapshot are held against the log, although what is between is not read", async () => {
    await using match = await longMatch();
    const { matchId } = match;
    expect(await verdictOfFreshNode(match)).toBe("accepted");
    for (const column of ["host_id", "options", "snapshot_state", "snapshot_hash", "snapshot_version"]) {
      const [row] = await database.sql.unsafe(`SELECT ${column} AS was FROM matches WHERE match_id = $1`, [matchId]);
      const changed = { host_id: "'mallory'", options: `'{"bestOf":1}'`, snapshot_version: "49" }[column] ?? `'{}'`;
      await database.sql.unsafe(`UPDATE matches SET ${column} = ${changed} WHERE match_id = $1`, [matchId]);
      expect([column, await verdictOfFreshNode(match)]).toEqual([column, CORRUPT]);
      await database.sql.unsafe(`UPDATE matches SET ${column} = $2 WHERE match_id = $1`, [matchId, row?.["was"]]);
    }
    expect(await verdictOfFreshNode(match)).toBe("accepted");
  }, 60_000);

  test.each([
    ["was changed", "UPDATE commits SET events = '[]'"],
    ["is gone", "DELETE FROM commits"],
  ])(
    "[DU4] an old commit that %s is never passed over: whoever asks for it finds the match frozen",
    async (_, done) => {
      const ask = {
        events: (anna: StockPlayer, matchId: string) => anna.api.match.events.query({ matchId, after: 5 }),
        replay: (anna: StockPlayer, matchId: string) => anna.api.match.replay.query({ matchId }),
      };
      for (const asked of ["events", "replay"] as const) {
        await using match = await longMatch();
        const { matchId } = match;
        await database.sql.unsafe(`${done} WHERE match_id = $1 AND version = 9`, [matchId]);
        await using fresh = await startTestNode({ databaseUrl: database.url, log });
        const anna = match.anna.again(fresh.url);
        expect(verdict(await anna.api.match.resume.mutate({ matchId }))).toBe("accepted");
        await expect(ask[asked](anna, matchId)).rejects.toMatchObject({
          data: { rejection: { code: "game_unavailable", reason: "match_corrupt" } },
        });
        expect(verdict(await anna.api.match.resume.mutate({ matchId }))).toBe(CORRUPT);
        await anna.close();
      }
    },
    60_000,
  );

  test("[DU4] so does a client that comes back after a long absence", async () => {
    await using match = await longMatch();
    const { matchId } = match;
    await database.sql`UPDATE commits SET received_at = received_at + 1 WHERE match_id = ${matchId} AND version = 9`;
    await using fresh = await startTestNode({ databaseUrl: database.url, log });
    const anna = match.anna.again(fresh.url);
    expect(verdict(await anna.api.match.resume.mutate({ matchId, knownVersion: 4 }))).toBe(CORRUPT);
    await anna.close();
  }, 60_000);
});

describe("a match that is being played", () => {
  test("[DU4] whose row is changed under it is frozen at the next move, its watchers are told, and others play on", async () => {
    await using match = await startedMatch(node.url);
    await using neighbour = await startedMatch(node.url);
    const { anna, matchId } = match;
    const watch = anna.watch(matchId);
    await watch.reaches(2);
    await database.sql`UPDATE matches SET head_hash = repeat('0', 64) WHERE match_id = ${matchId}`;
    expect(verdict(await anna.mark(matchId, 0, 2))).toBe(CORRUPT);
    await eventually(() => watch.errors.length > 0);
    expect(watch.errors[0]?.data).toMatchObject({ rejection: { code: "game_unavailable", reason: "match_corrupt" } });
    expect(linesAbout(matchId)).toHaveLength(1);
    granted(await neighbour.anna.mark(neighbour.matchId, 0, 2));
  });

  test("[DU4] a commit of an earlier request that was changed does not answer for it", async () => {
    await using match = await startedMatch(node.url);
    const { anna, matchId } = match;
    const msgId = randomUUID();
    granted(await anna.mark(matchId, 0, 2, msgId));
    await database.sql`UPDATE commit_rows SET payload_hash = 'x' WHERE match_id = ${matchId} AND version = 3`;
    await using fresh = await startTestNode({ databaseUrl: database.url, log });
    const again = anna.again(fresh.url);
    expect(verdict(await again.mark(matchId, 0, 2, msgId))).toBe(CORRUPT);
    await again.close();
  });
});

describe("everybody else", () => {
  test("[DU4] is listed and found although a row among theirs makes no sense any more", async () => {
    await using match = await startedMatch(node.url);
    const { anna } = match;
    const { matchId } = await anna.create();
    await database.sql`UPDATE matches SET to_move = '[' WHERE match_id = ${match.matchId}`;
    expect((await anna.api.match.mine.query({})).map((one) => one.matchId)).toEqual([matchId]);
    const stranger = await StockPlayer.guest(node.url, "Olga");
    const code = match.grant.code;
    expect(verdict(await stranger.api.match.join.mutate({ msgId: randomUUID(), code }))).toBe(
      "join_failed/no_open_match",
    );
    await stranger.close();
  });
});
