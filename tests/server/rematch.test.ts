/** A rematch, asked for through several nodes on one Postgres, by players on the stock client and on the SDK. */
import { randomUUID } from "node:crypto";
import { createClient } from "@holdfast/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import { changeServer } from "../support/live-settings.js";
import { type SettingsNodes, startSettingsNodes } from "../support/settings-nodes.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";
import { granted, postJson, type StockPlayer, startedMatch, verdict } from "../support/stock-player.js";

let nodes: SettingsNodes;
beforeAll(async () => {
  nodes = await startSettingsNodes();
});
afterAll(() => nodes.stop());

const press = ({ api }: StockPlayer, matchId: string, msgId: string = randomUUID()) =>
  api.match.rematch.mutate({ msgId, matchId });

/** Anna on one node, Bob on the other, and a match of theirs that is over. */
async function over() {
  const match = await startedMatch(nodes.node.url, { bestOf: 3 }, nodes.other.url);
  granted(await match.bob.api.match.resign.mutate({ matchId: match.matchId, msgId: randomUUID() }));
  return match;
}
async function countMatches(): Promise<number> {
  return (await nodes.database.sql`SELECT 1 FROM matches`).length;
}

test("[MT15] players who ask at once, each through both nodes and more than once, all come to one match that is made once", async () => {
  for (let round = 0; round < 8; round++) {
    await using match = await over();
    const { anna, bob, matchId } = match;
    const [annaThere, bobThere] = [anna.again(nodes.other.url), bob.again(nodes.node.url)];
    const before = await countMatches();
    const msgId = randomUUID();
    const asked = [press(anna, matchId, msgId), press(annaThere, matchId, msgId), press(anna, matchId)];
    const grants = (await Promise.all([...asked, press(bob, matchId), press(bobThere, matchId)])).map(granted);
    const [table = ""] = grants.map((grant) => grant.matchId);
    expect(grants.map((grant) => grant.matchId)).toEqual(grants.map(() => table));
    expect(grants.map(({ seat }) => seat)).toEqual([0, 0, 0, 1, 1]);
    expect(await countMatches()).toBe(before + 1);
    const summary = await bobThere.api.match.get.query({ matchId: table });
    expect(summary).toMatchObject({ status: "playing", version: 2, visibility: "private" });
    expect(verdict(await anna.mark(table, 4, 2))).toBe("accepted");
    expect(verdict(await bobThere.mark(table, 0, 3))).toBe("accepted");
    await Promise.all([annaThere.close(), bobThere.close()]);
  }
});

test("[MT15] it is asked for over plain HTTP too, and who waits there is told through the other node", async () => {
  await using match = await over();
  const { anna, bob, matchId } = match;
  const input = { json: { msgId: randomUUID(), matchId } };
  const { body } = await postJson(`${nodes.node.url}/trpc/match.rematch`, input, anna.session.token);
  expect(body).toMatchObject({ result: { data: { json: { ok: true, value: { seat: 0, game: "tic-tac-toe" } } } } });
  const { rematch } = await bob.api.match.get.query({ matchId });
  expect(rematch).toMatchObject({ status: "open", names: ["Anna"], joined: false });
  expect(granted(await press(bob, matchId)).matchId).toBe(rematch?.matchId);
});

test("[MT15] no msgId that a client can send takes the place of a rematch", async () => {
  await using match = await over();
  const msgId = `rematch:${match.matchId}`;
  const squatting = match.anna.api.match.create.mutate({ msgId, game: "tic-tac-toe" });
  await expect(squatting).rejects.toThrow(/msgId/);
});

test("[MT15] [MT12] while nobody may begin a match no rematch is made, and one that waits is still come to", async () => {
  await using waiting = await over();
  await using late = await over();
  const { matchId } = granted(await press(waiting.anna, waiting.matchId));
  granted(await changeServer(nodes.node.url, { newMatches: "closed" }));
  try {
    // The node that was told of it goes by it at once.
    expect(verdict(await press(late.anna, late.matchId))).toBe("game_unavailable/no_new_matches");
    expect(granted(await press(waiting.bob, waiting.matchId)).matchId).toBe(matchId);
  } finally {
    granted(await changeServer(nodes.node.url, { newMatches: "open" }));
  }
});

test.each(["asked for", "stored"] as const)(
  "[MT15] kill -9 of a node as soon as a rematch is %s: through another one it is the same for both",
  async (moment) => {
    const env = { DATABASE_URL: nodes.database.url, TOKEN_SECRET: "a secret that these two nodes have in common" };
    const start = (): Promise<SpawnedServer> => spawnServer({ env: { ...env, RATE_LIMITS: "off" } });
    await using first = await start();
    await using second = await start();
    const anna = createClient({ url: [first.url, second.url], guest: { name: "Anna" }, storage: null });
    const bob = createClient({ url: second.url, guest: { name: "Bob" }, storage: null });
    const match = await anna.create("tic-tac-toe");
    const joined = await bob.join(match.code ?? "");
    await joined.resign();
    const before = await countMatches();
    const asking = anna.rematch(match.id);
    if (moment === "stored") await eventually(async () => (await countMatches()) > before);
    await first.kill();
    const [hers, his] = await Promise.all([asking, bob.rematch(match.id)]);
    expect(his.id).toBe(hers.id);
    expect([hers.seat, his.seat]).toEqual([0, 1]);
    await eventually(() => hers.snapshot?.status === "playing");
    expect((await hers.move({ type: "move", cell: 4 } as never)).ok).toBe(true);
    expect(await countMatches()).toBe(before + 1);
    anna.close();
    bob.close();
  },
);
