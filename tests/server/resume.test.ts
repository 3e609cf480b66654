/** Coming back: everything at once, nothing twice, nothing missing, whatever the client believed. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { startedMatch, granted } from "../support/stock-player.js";
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

async function played(cells: readonly number[], options: Record<string, unknown> = {}) {
  const match = await startedMatch(node.url, options);
  for (const [turn, cell] of cells.entries()) {
    granted(await (turn % 2 === 0 ? match.anna : match.bob).mark(match.matchId, cell, 2 + turn));
  }
  return match;
}

describe("resume", () => {
  test("[SY7] answers with full state, version, last move and exactly the events missed", async () => {
    await using match = await played([0, 3, 1]);
    const { state, seatToken } = granted(
      await match.bob.api.match.resume.mutate({ matchId: match.matchId, knownVersion: 3 }),
    );
    expect(state).toMatchObject({ version: 5, from: 3, lastMove: { version: 5, seat: 0, kind: "move" }, toMove: [1] });
    expect(state.view).toMatchObject({ board: ["X", "X", null, "O", null, null, null, null, null] });
    expect(state.events.map(({ version }) => version)).toEqual([4, 5]);
    expect(seatToken).toMatch(/^ey/);
  });

  test("[SY7] without a known version tells the state alone", async () => {
    await using match = await played([0]);
    const { state } = granted(await match.anna.api.match.resume.mutate({ matchId: match.matchId }));
    expect(state).toMatchObject({ version: 3, from: null, events: [] });
  });

  test("[SY7] of a client ahead of the log is told desync, with a full state that replaces what it holds", async () => {
    await using match = await played([0]);
    const resumed = granted(await match.anna.api.match.resume.mutate({ matchId: match.matchId, knownVersion: 99 }));
    expect(resumed.desync).toBe(true);
    expect(resumed.state).toMatchObject({ version: 3, from: null, reset: true });
  });

  test("[SY7] of a client that holds another epoch starts over", async () => {
    await using match = await played([0]);
    const request = { matchId: match.matchId, knownVersion: 3, epoch: 7 };
    expect(granted(await match.anna.api.match.resume.mutate(request)).state).toMatchObject({ from: null, reset: true });
  });
});

describe("the subscription", () => {
  test("[SY13] goes on after lastEventId with every missed event, each once and in order", async () => {
    await using match = await played([0, 3, 1, 4]);
    const watch = match.anna.watch(match.matchId, { lastEventId: "1:3" });
    const state = await watch.reaches(6);
    expect(state.from).toBe(3);
    expect(state.events.map(({ version }) => version)).toEqual([4, 5, 6]);
    expect(state.events.flatMap(({ events }) => events)).toMatchObject([{ cell: 3 }, { cell: 1 }, { cell: 4 }]);
  });

  test("[SY13] tells events older than what a node keeps in memory, from the log", async () => {
    // Offers and refusals of a draw make many versions without ending the game.
    await using match = await startedMatch(node.url);
    let version = 2;
    const move = async (player: typeof match.anna, type: object) => {
      const request = {
        msgId: crypto.randomUUID(),
        matchId: match.matchId,
        basedOn: version,
        move: { ...type } as never,
      };
      version = granted(await player.api.match.move.mutate(request)).version;
    };
    for (let round = 0; round < 50; round += 1) {
      await move(match.anna, { type: "offer-draw" });
      await move(match.bob, { type: "answer-draw", accept: false });
    }
    await using fresh = await startTestNode({ databaseUrl: database.url });
    for (const url of [node.url, fresh.url]) {
      const back = match.bob.again(url);
      const watch = back.watch(match.matchId, { knownVersion: 2, epoch: 1 });
      const state = await watch.reaches(102);
      expect(state.events.map((one) => one.version)).toEqual(Array.from({ length: 100 }, (_, i) => i + 3));
      expect(state.skipped).toBeUndefined();
      await back.close();
    }
  });

  test("[SY7] of a client ahead of the log starts with a frame that says to replace what it holds", async () => {
    await using match = await played([0]);
    const watch = match.anna.watch(match.matchId, { lastEventId: "1:50" });
    expect(await watch.reaches(3)).toMatchObject({ from: null, reset: true });
  });

  test("[SY13] a nonsense lastEventId counts as none", async () => {
    await using match = await played([0]);
    const watch = match.anna.watch(match.matchId, { lastEventId: "'; DROP TABLE" });
    expect(await watch.reaches(3)).toMatchObject({ from: null, events: [] });
  });

  test("[SY13] the pages of match.events are the same events, as this viewer may know them", async () => {
    await using match = await played([0, 3, 1, 4]);
    const page = await match.bob.api.match.events.query({ matchId: match.matchId, after: 2, limit: 3 });
    expect(page.commits.map(({ version }) => version)).toEqual([3, 4, 5]);
    const rest = await match.bob.api.match.events.query({ matchId: match.matchId, after: page.next ?? 0 });
    expect(rest.commits.map(({ version }) => version)).toEqual([6]);
    expect(rest.next).toBeNull();
  });
});

describe("a log that does not add up", () => {
  test("[DU4] freezes its match with a clear error, and no other match", async () => {
    await using broken = await played([0, 3]);
    await using whole = await played([0, 3]);
    await database.sql`UPDATE commits SET events = replace(events::text, '"cell":3', '"cell":5')::json WHERE match_id = ${broken.matchId} AND version = 4`;
    await using fresh = await startTestNode({ databaseUrl: database.url });
    const anna = broken.anna.again(fresh.url);
    const refused = await anna.api.match.resume.mutate({ matchId: broken.matchId });
    expect(refused).toMatchObject({ ok: false, rejection: { code: "game_unavailable", reason: "match_corrupt" } });
    expect(await anna.mark(broken.matchId, 8, 4)).toMatchObject({ ok: false, rejection: { reason: "match_corrupt" } });
    const other = whole.anna.again(fresh.url);
    expect(granted(await other.mark(whole.matchId, 8, 4)).version).toBe(5);
    await Promise.all([anna.close(), other.close()]);
  });

  test("[DU4] a snapshot that is not what its commit says is refused the same way", async () => {
    await using broken = await played([0, 3, 1, 4, 2]);
    const { count } = await database.sql`
      UPDATE matches SET snapshot_state = replace(snapshot_state::text, '"wins":[1,0]', '"wins":[0,1]')
      WHERE match_id = ${broken.matchId}`;
    expect(count).toBe(1);
    await using fresh = await startTestNode({ databaseUrl: database.url });
    const anna = broken.anna.again(fresh.url);
    const refused = await anna.api.match.resume.mutate({ matchId: broken.matchId });
    expect(refused).toMatchObject({ ok: false, rejection: { reason: "match_corrupt" } });
    await anna.close();
  });
});
