/** Two versions of one game at the same time: each match is played to its end by the rules it began with. */
import { randomUUID } from "node:crypto";
import type { AnyGame } from "@holdfast/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { collectedLog } from "../support/collected-log.js";
import { COUNTING, COUNTING_BY_TWO } from "../support/counting-game.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { granted, StockPlayer, verdict } from "../support/stock-player.js";
import { startTestNode } from "../support/test-node.js";

let database: OwnDatabase;
beforeAll(async () => {
  database = await ownDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

async function openNode(moreGames: readonly AnyGame[], heldBack = "") {
  const log = collectedLog();
  const node = await startTestNode({
    databaseUrl: database.url,
    moreGames,
    log,
    env: { HELD_BACK_RULES: heldBack },
  });
  return { ...node, log };
}

async function begin(url: string) {
  const [anna, bob] = [await StockPlayer.guest(url, "Anna"), await StockPlayer.guest(url, "Bob")];
  const grant = await anna.create({}, "counting");
  await bob.join(grant.code);
  return { players: [anna, bob] as const, matchId: grant.matchId };
}
type Begun = Awaited<ReturnType<typeof begin>>;

/** One count by whose turn it is; the version it made. */
async function count({ players, matchId }: Begun, turn: number, url?: string) {
  const player = players[turn % 2 === 0 ? 0 : 1];
  const there = url === undefined ? player : player.again(url);
  const reply = await there.api.match.move.mutate({
    msgId: randomUUID(),
    matchId,
    basedOn: 2 + turn,
    move: { type: "count" },
  });
  if (url !== undefined) await there.close();
  return reply;
}

const rows = (matchId: string) => database.sql`
  SELECT version, rules_version FROM commits WHERE match_id = ${matchId} ORDER BY version`;

test("[DU9.2] one node plays a match of each version to its end, by that version's rules", async () => {
  await using older = await openNode([COUNTING]);
  const first = await begin(older.url);
  await using both = await openNode([COUNTING, COUNTING_BY_TWO]);
  const second = await begin(both.url);
  for (let turn = 0; turn < 5; turn += 1) granted(await count(first, turn, both.url));
  for (let turn = 0; turn < 3; turn += 1) granted(await count(second, turn));
  for (const [{ players, matchId }, version, winner] of [
    [first, 1, 0],
    [second, 2, 0],
  ] as const) {
    const watch = players[0].again(both.url).watch(matchId);
    const end = await watch.reaches(version === 1 ? 7 : 5);
    expect(end).toMatchObject({
      status: "finished",
      outcome: { winners: [winner] },
      view: { count: version === 1 ? 5 : 6 },
    });
    expect((await rows(matchId)).map((row) => row["rules_version"])).toEqual(expect.arrayContaining([version]));
    watch.stop();
  }
});

test("[DU9.2] a node without a match's rules refuses it, leaves it alone, and named it when it started", async () => {
  await using newer = await openNode([COUNTING, COUNTING_BY_TWO]);
  const match = await begin(newer.url);
  granted(await count(match, 0));
  await using older = await openNode([COUNTING]);
  expect(older.log.lines).toContainEqual(
    expect.objectContaining({
      level: "warn",
      message: "this node lacks the rules of live matches and refuses them",
      fields: expect.objectContaining({
        game: "counting",
        rulesVersion: 2,
        examples: expect.arrayContaining([match.matchId]),
      }),
    }),
  );
  const before = await rows(match.matchId);
  expect(verdict(await count(match, 1, older.url))).toBe("game_unavailable/rules_version_missing");
  expect(await rows(match.matchId)).toEqual(before);
  granted(await count(match, 1));
});

test("[DU9.2] a version that is held back begins no match, and goes on with those that others began", async () => {
  await using newer = await openNode([COUNTING, COUNTING_BY_TWO]);
  const elsewhere = await begin(newer.url);
  await using careful = await openNode([COUNTING, COUNTING_BY_TWO], "counting@2");
  const here = await begin(careful.url);
  granted(await count(elsewhere, 0, careful.url));
  granted(await count(here, 0));
  expect((await rows(elsewhere.matchId)).at(-1)).toMatchObject({ rules_version: 2 });
  expect((await rows(here.matchId)).at(-1)).toMatchObject({ rules_version: 1 });
});
