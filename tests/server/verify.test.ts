/** `npm run verify` on real databases: what is sound is called sound, and whatever was changed is named. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPostgresStore } from "@holdfast/db";
import {
  type Command,
  commitmentOf,
  createHead,
  decideCommit,
  type Match,
  type MatchHead,
  type MatchStore,
  parseOptions,
} from "@holdfast/engine";
import { findGame } from "@holdfast/games";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN_SECRET, administrator } from "../support/admin.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { runVerify } from "../support/run-verify.js";
import { spawnServer } from "../support/spawn-server.js";
import { granted, StockPlayer, startedMatch } from "../support/stock-player.js";
import { randomCode } from "../support/stored-match.js";
import { change, columnsOf, writeAsBefore } from "../support/tamper.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url, env: { ADMIN_SECRET } });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});
const verify = (...what: string[]) => runVerify(what, { DATABASE_URL: database.url });
const served = async (matchId: string) => {
  const input = encodeURIComponent(JSON.stringify({ json: { matchId } }));
  const answer = await fetch(`${node.url}/trpc/admin.verify?input=${input}`, {
    headers: { authorization: `Bearer ${ADMIN_SECRET}` },
  });
  const { result } = (await answer.json()) as { result: { data: { json: { found: string; problem?: string } } } };
  return result.data.json;
};

/** A match with all that can happen: draws, moves, a pause, a rollback of an end, and an end. */
async function eventfulMatch() {
  const match = await startedMatch(node.url, { firstSeat: "random", turnMs: 600_000 });
  const { anna, bob, matchId } = match;
  const [first, second] = (await anna.api.match.get.query({ matchId })).yourTurn ? [anna, bob] : [bob, anna];
  const admin = administrator(node.url);
  granted(await first.mark(matchId, 0, 2));
  granted(await admin.act("pause", { matchId }));
  granted(await admin.act("resume", { matchId }));
  granted(await second.mark(matchId, 4, 3));
  granted(await first.api.match.resign.mutate({ msgId: randomUUID(), matchId }));
  granted(await admin.act("rollback", { matchId, to: 6, acrossEnd: true }));
  granted(await admin.act("resolve", { matchId, winners: [1] }));
  return match;
}

describe("what is sound", () => {
  test("[DU4.1, MT8] is verified to the last commit: by id, by code, all at once, and by the server itself", async () => {
    await using over = await eventfulMatch();
    await using running = await startedMatch(node.url);
    const one = await verify(over.matchId);
    expect(one).toMatchObject({ code: 0, lines: [expect.stringMatching(/^1 matches, 9 commits .*; all sound$/)] });
    const code = running.grant.code.toLowerCase();
    expect((await verify(`${code.slice(0, 3)}-${code.slice(3)}`)).lines[0]).toMatch(/^1 matches, 2 commits/);
    expect(await verify("all")).toMatchObject({ code: 0 });
    expect(await served(over.matchId)).toEqual({ found: "sound", matchId: over.matchId, version: 9 });
    await writeAsBefore(database, over.matchId);
    expect(await served(over.matchId)).toEqual({ found: "sound", matchId: over.matchId, version: 9 });
  }, 60_000);

  test("[DU4.1] while it is being played it is not taken for wrong", async () => {
    await using match = await startedMatch(node.url, { bestOf: 9, maxGames: 27, alternate: false, firstSeat: 0 });
    const { anna, bob, matchId } = match;
    let stop = false;
    const play = async () => {
      for (let turn = 0; turn < 200 && !stop; turn++) {
        const cell = [0, 1, 2, 4, 3, 5, 7, 6, 8][turn % 9] ?? 0;
        granted(await ((turn % 9) % 2 === 0 ? anna : bob).mark(matchId, cell, 2 + turn));
      }
    };
    const playing = play();
    for (let looks = 0; looks < 20; looks++) expect(await served(matchId)).toMatchObject({ found: "sound" });
    stop = true;
    await playing;
  });
});

/** What an audit cannot see either, with the reason. */
const IDLE = new Set([
  "matches.epoch", // grows when the database was restored
  "matches.check_at", // an index for the sweep
  "matches.updated_at", // a note of the database's clock
  "commit_rows.committed_at", // a note of the database's clock
  "seats.session_no", // only ever compared with itself
  "seats.match_id", // the database keeps seats and matches together
  "matches.match_id", // likewise
]);
const ROWS: Readonly<Record<string, string>> = {
  matches: "true",
  commit_rows: "version = 9",
  seats: "seat = 1",
  match_results: "true",
};

describe("what was changed", () => {
  test.each(Object.keys(ROWS))(
    "[DU4.1] in any column of %s is found, and the match and version are named",
    async (table) => {
      const missed: string[] = [];
      for (const column of await columnsOf(database, table)) {
        const name = `${table}.${column.column}`;
        if (IDLE.has(name)) continue;
        await using match = await eventfulMatch();
        await change(database, column, `match_id = '${match.matchId}' AND ${ROWS[table]}`);
        const verdict = await served(match.matchId);
        // Rules that are not here cannot be decided by: that is said, and is not sound either.
        if (verdict.found === "sound") missed.push(name);
      }
      expect(missed).toEqual([]);
    },
    120_000,
  );

  test("[DU4.1] is named by match, version and what differs, and the command ends with 1; others are counted as sound", async () => {
    await using match = await eventfulMatch();
    await using other = await startedMatch(node.url);
    const { matchId } = match;
    await database.sql`UPDATE commits SET draws = '[]' WHERE match_id = ${matchId} AND version = 2`;
    const audit = await verify(matchId);
    expect(audit.code).toBe(1);
    expect(audit.lines[0]).toBe(`match ${matchId}, version 2: the commit was changed after it was written`);
    expect((await verify(other.matchId)).code).toBe(0);
  });

  test("[DU4.1, MT8] by somebody who made every hash right again is found too: the rules and the seed say otherwise", async () => {
    await using match = await startedMatch(node.url);
    const { matchId } = match;
    const forged = await forgedLog(matchId);
    await writeAsBefore(database, matchId);
    for (const { version, events, hash, stateHash, parentHash } of forged) {
      await database.sql`
        UPDATE commit_rows SET events = ${JSON.stringify(events)}, hash = ${hash}, state_hash = ${stateHash},
          parent_hash = ${parentHash} WHERE match_id = ${matchId} AND version = ${version}`;
    }
    const head = forged.at(-1);
    await database.sql`UPDATE matches SET head_hash = ${head?.hash ?? ""} WHERE match_id = ${matchId}`;
    const audit = await verify(matchId);
    expect(audit.lines[0]).toBe(`match ${matchId}, version 2: its events are not those of the rules`);
  });
});

/** The log of a match whose second player gave themselves the first move. */
async function forgedLog(matchId: string) {
  const store = await openPostgresStore({ url: database.url });
  try {
    const stored = await store.loadMatch(matchId);
    const game = findGame("tic-tac-toe");
    if (stored === null || game === null) throw new Error("the match is gone");
    const setup: typeof game.setup = () => [{ type: "game.started", game: 1, marks: ["O", "X"], toMove: 1 } as never];
    const match: Match = { game: { ...game, setup }, facts: stored.facts };
    let head = createHead(game, stored.facts);
    return stored.tail.map((commit) => {
      const { actorId, msgId, seat, payload } = commit;
      const entropy = typeof payload === "string" ? payload : null;
      const again = { kind: "join", actorId, msgId, seat, entropy } as const;
      const { receivedAt: now, payloadHash } = commit;
      const decided = decideCommit(match, head, again, { now, seed: stored.seed, payloadHash });
      if (!decided.ok) throw new Error("the forger was refused");
      head = decided.value.head;
      return decided.value.commit;
    });
  } finally {
    await store.close();
  }
}

describe("the command", () => {
  test("[DU4.1] says what is missing and ends with 2: no match named, none of that name, no storage", async () => {
    for (const what of [[], ["--nope"]]) {
      expect(await verify(...what)).toMatchObject({ code: 2, complaint: expect.stringContaining("Say which match") });
    }
    expect(await verify("--help")).toMatchObject({ code: 0, lines: [expect.stringContaining("Say which match")] });
    const unknown = await verify(randomUUID());
    expect(unknown).toMatchObject({ code: 2, complaint: expect.stringContaining("There is no match") });
    const nowhere = await runVerify(["all"], { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" });
    expect(nowhere).toMatchObject({ code: 2, complaint: expect.stringContaining("Holdfast cannot verify.") });
  }, 60_000);

  test("[DU4.1] verifies an embedded database once its server has stopped, and until then says who has it", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "holdfast-verify-"));
    const server = await spawnServer({ env: { DATA_DIR: dataDir, RATE_LIMITS: "off" } });
    try {
      const match = await startedMatch(server.url);
      granted(await match.anna.mark(match.matchId, 4, 2));
      await match.close();
      const busy = await runVerify(["all"], { DATA_DIR: dataDir });
      expect(busy).toMatchObject({ code: 2 });
      expect(busy.complaint).toMatch(/is in use by process \d+.*admin\.verify/);
      await server.stop();
      const audit = await runVerify(["all"], { DATA_DIR: dataDir });
      expect(audit).toMatchObject({ code: 0, lines: [expect.stringMatching(/^1 matches, 3 commits .*all sound$/)] });
    } finally {
      await server.dispose();
      rmSync(dataDir, { recursive: true, force: true });
    }
  }, 90_000);

  test("[DU4.1] goes through ten thousand commits, and finds the one that was changed", async () => {
    await using crowd = await ownDatabase();
    const store = await openPostgresStore({ url: crowd.url });
    const made = await Promise.all(Array.from({ length: 42 }, () => longMatch(store)));
    await store.close();
    expect(made.reduce((sum, { head }) => sum + head.version, 0)).toBeGreaterThan(10_000);
    const all = () => runVerify(["all"], { DATABASE_URL: crowd.url });
    expect(await all()).toMatchObject({
      code: 0,
      lines: [expect.stringMatching(/^42 matches, 10290 commits .*all sound$/)],
    });
    const matchId = made[17]?.matchId ?? "";
    await crowd.sql`UPDATE commits SET received_at = received_at - 1 WHERE match_id = ${matchId} AND version = 123`;
    const wrong = await all();
    expect(wrong.code).toBe(1);
    expect(wrong.lines[0]).toBe(`match ${matchId}, version 123: the commit was changed after it was written`);
    expect(wrong.lines[1]).toMatch(/^42 matches, .*; 1 not sound$/);
  }, 120_000);
});

/** Twenty-seven drawn games in one match, decided by the real rules and stored without a server. */
async function longMatch(store: MatchStore): Promise<{ readonly matchId: string; readonly head: MatchHead }> {
  const game = findGame("tic-tac-toe");
  if (game === null) throw new Error("there is no tic-tac-toe");
  const options = parseOptions(game, { bestOf: 9, maxGames: 27, alternate: false, turnMs: 0 });
  if (!options.ok) throw new Error("bad options");
  const seed = randomUUID().replaceAll("-", "").repeat(2);
  const id = randomUUID();
  const facts = { matchId: id, gameId: game.id, rulesVersion: game.rulesVersion, options: options.value };
  const match: Match = {
    game,
    facts: { ...facts, seatCount: 2, hostId: null, commitment: commitmentOf(seed), createdAt: 1 },
  };
  let head = createHead(game, match.facts);
  const base = { visibility: "private", creatorId: id, createMsgId: id, createPayloadHash: "x" } as const;
  await store.createMatch({ ...base, facts: match.facts, seed, code: randomCode(), watchKey: id, head });
  for (const command of commandsOf()) {
    const decided = decideCommit(match, head, command(head.version), { now: head.version + 2, seed });
    if (!decided.ok) throw new Error(`refused: ${decided.rejection.reason}`);
    const { commit, head: after } = decided.value;
    const { status, deadline, toMove, outcome, seats } = after.state;
    const seat = seats.findIndex((holder, i) => holder !== head.state.seats[i]);
    const snapshot = commit.version % 50 === 0 || outcome !== null ? after.state : null;
    const seating = seat < 0 ? null : { seat, playerId: seats[seat] ?? null };
    const entry = { epoch: 1, commit, status, deadline, toMove, outcome, snapshot, seating };
    expect(await store.append(entry)).toMatchObject({ status: "appended" });
    head = after;
  }
  return { matchId: id, head };
}

function* commandsOf(): Generator<(version: number) => Command> {
  for (const [seat, actorId] of ["ann", "bob"].entries()) {
    yield () => ({ kind: "join", actorId, msgId: `join ${seat}`, seat, entropy: null });
  }
  for (let turn = 0; turn < 243; turn++) {
    const seat = (turn % 9) % 2;
    const cell = [0, 1, 2, 4, 3, 5, 7, 6, 8][turn % 9] ?? 0;
    const asked = {
      kind: "move",
      actorId: seat === 0 ? "ann" : "bob",
      msgId: `move ${turn}`,
      seat,
      host: false,
    } as const;
    yield (basedOn) => ({ ...asked, basedOn, move: { type: "move", cell } });
  }
}
