/** How much a match takes where it is stored, and how much of it goes over the wire at once: bytes, the same on every machine. */
import { GAMES } from "@holdfast/games";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { RandomMatch } from "../support/random-match.js";
import { granted, startedMatch } from "../support/stock-player.js";
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

/** What a match of these moves takes, without indexes. */
async function stored(cells: readonly number[]): Promise<{ state: number; log: number; commits: number }> {
  await using match = await startedMatch(node.url);
  const { matchId, anna, bob } = match;
  for (const [turn, cell] of cells.entries())
    granted(await (turn % 2 === 0 ? anna : bob).mark(matchId, cell, 2 + turn));
  const [row] =
    await database.sql`SELECT octet_length(snapshot_state) AS state, status FROM matches WHERE match_id = ${matchId}`;
  const [log] = await database.sql`
    SELECT count(*) AS commits, sum(pg_column_size(c.*)) AS bytes FROM commit_rows c WHERE match_id = ${matchId}`;
  expect(row?.["status"]).toBe("finished");
  return { state: Number(row?.["state"]), log: Number(log?.["bytes"]), commits: Number(log?.["commits"]) };
}

test("[DU10] the state of a match of tic-tac-toe takes less than 1 KB, and a shortest match's whole log less than 3 KB", async () => {
  const { state, log, commits } = await stored([0, 3, 1, 4, 2]);
  expect(commits).toBe(7);
  expect(state).toBeGreaterThan(300);
  expect(state).toBeLessThan(1_024);
  expect(log).toBeLessThan(3 * 1_024);
});

test("[DU10] a longest match of it, which fills the board, takes less than 4 KB for its whole log", async () => {
  const { state, log, commits } = await stored([0, 3, 1, 4, 5, 7, 6, 8, 2]);
  process.stdout.write(`a match that fills the board: a state of ${state} bytes and a log of ${log}\n`);
  expect(commits).toBe(11);
  expect(state).toBeLessThan(1_024);
  expect(log).toBeGreaterThan(2_048);
  expect(log).toBeLessThan(4_096);
});

/** A seat's views of random matches, as text. */
function viewSizes(name: keyof typeof GAMES): readonly number[] {
  const game = GAMES[name];
  return [1, 2, 3, 4, 5, 6].flatMap((round) => {
    const table = new RandomMatch(game, { seed: `footprint ${round}` });
    const sizes: number[] = [];
    for (let moves = 0; moves < 300 && !table.isOver && table.step(["resign"]); moves++) {
      const view = game.view(table.head.state.game, { kind: "seat", seat: moves % 2 });
      sizes.push(Buffer.byteLength(JSON.stringify(view)));
    }
    return sizes;
  });
}

test("[SY9] a whole view of Wildspark takes at most 6 KB, in random matches of any length", () => {
  const sizes = viewSizes("wildspark");
  expect(sizes.length).toBeGreaterThan(300);
  expect(Math.max(...sizes)).toBeGreaterThan(2_000);
  expect(Math.max(...sizes)).toBeLessThan(6 * 1_024);
});
