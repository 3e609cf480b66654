/**
 * Rules that never come back, on real processes: the node ends, its supervisor (the test) starts it again, and the
 * request that did it is refused after its second node, wherever it is sent.
 */
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN_SECRET, administrator } from "../support/admin.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";
import { granted, StockPlayer, startedMatch, verdict } from "../support/stock-player.js";

const SABOTEUR = fileURLToPath(new URL("../support/saboteur-game.mjs", import.meta.url));
const SECRET = "a secret of tests that is long enough to sign with";
const ENV = { HOLDFAST_GAMES: SABOTEUR, RATE_LIMITS: "off", TOKEN_SECRET: SECRET, RULES_TIME_LIMIT: "1", ADMIN_SECRET };
const LOOP = { type: "misbehave", where: "decide", how: "loop" };

async function sabotaged(url: string) {
  const [anna, bob] = [await StockPlayer.guest(url, "Anna"), await StockPlayer.guest(url, "Bob")];
  const { matchId, code } = await anna.create({}, "saboteur");
  await bob.join(code);
  await bob.close();
  await anna.close();
  return { matchId, anna: anna.session, bob: bob.session };
}
type Sabotaged = Awaited<ReturnType<typeof sabotaged>>;

/** Sends a move and forgets the answer: there will be none. */
async function ask(url: string, session: Sabotaged["anna"], move: object): Promise<string> {
  const player = StockPlayer.withToken(url, session);
  try {
    return verdict(await player.api.match.move.mutate(move as never));
  } catch {
    return "no answer";
  } finally {
    await player.close();
  }
}

/** The node ends over this move. */
async function endsOver(server: SpawnedServer, session: Sabotaged["anna"], move: object): Promise<void> {
  void ask(server.url, session, move).catch(() => {});
  await eventually(() => server.hasEnded, { withinMs: 20_000 });
}

describe("a node with an embedded database", () => {
  test("[SY6.2] ends over rules that loop, twice for one request and not a third time; the match and others go on", async () => {
    await using server = await spawnServer({ env: ENV });
    const match = await sabotaged(server.url);
    const neighbour = await startedMatch(server.url);
    const { matchId } = match;
    const move = { msgId: randomUUID(), matchId, basedOn: 2, move: LOOP };
    for (let deaths = 1; deaths <= 2; deaths++) {
      await endsOver(server, match.anna, move);
      const lines = server.output.split("\n").filter((line) => line.includes("rules did not come back"));
      expect(lines).toHaveLength(deaths);
      expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ level: 60, matchId, msgId: move.msgId });
      await server.start();
    }
    expect(await ask(server.url, match.anna, move)).toBe("rules_error/rules_stalled");
    const pass = { msgId: randomUUID(), matchId, basedOn: 2, move: { type: "pass" } };
    expect(await ask(server.url, match.anna, pass)).toBe("accepted");
    await neighbour.anna.close();
    const anna = neighbour.anna.again(server.url);
    granted(await anna.mark(neighbour.matchId, 4, 2));
    await anna.close();
    await neighbour.bob.close();
  }, 120_000);
});

describe("nodes on one Postgres", () => {
  let database: OwnDatabase;
  const nodes: SpawnedServer[] = [];
  beforeAll(async () => {
    database = await ownDatabase();
    for (let i = 0; i < 3; i++) nodes.push(await spawnServer({ env: { ...ENV, DATABASE_URL: database.url } }));
  });
  afterAll(async () => {
    for (const node of nodes) await node.dispose();
    await database[Symbol.asyncDispose]();
  });

  test("[SY6.2] a retried request ends two of them, and the third refuses it although it never saw it before", async () => {
    const [first, second, third] = nodes as [SpawnedServer, SpawnedServer, SpawnedServer];
    const match = await sabotaged(first.url);
    // Everybody has the match in memory: nobody learns of it by loading it.
    for (const node of nodes) {
      const anna = StockPlayer.withToken(node.url, match.anna);
      await anna.api.match.resume.mutate({ matchId: match.matchId });
      await anna.close();
    }
    const move = { msgId: randomUUID(), matchId: match.matchId, basedOn: 2, move: LOOP };
    await endsOver(first, match.anna, move);
    await endsOver(second, match.anna, move);
    expect(await ask(third.url, match.anna, move)).toBe("rules_error/rules_stalled");
    expect(third.hasEnded).toBe(false);
    await first.start();
    expect(await ask(first.url, match.anna, move)).toBe("rules_error/rules_stalled");
    await second.start();
  }, 120_000);

  test("[SY6.2] a match that keeps ending nodes is not run any more, whatever is asked of it", async () => {
    const [node] = nodes as [SpawnedServer];
    const match = await sabotaged(node.url);
    const { matchId } = match;
    for (let deaths = 0; deaths < 4; deaths++) {
      await endsOver(node, match.anna, { msgId: randomUUID(), matchId, basedOn: 2, move: LOOP });
      await node.start();
    }
    const pass = { msgId: randomUUID(), matchId, basedOn: 2, move: { type: "pass" } };
    expect(await ask(node.url, match.anna, pass)).toBe("rules_error/rules_stalled");
    const anna = StockPlayer.withToken(node.url, match.anna);
    expect(verdict(await anna.api.match.resume.mutate({ matchId }))).toBe("rules_error/rules_stalled");
    // Until an administrator, whose game is mended, lets it.
    const released = await administrator(node.url).post("release", { subject: matchId });
    expect(released.body).toMatchObject({ result: { data: { json: { forgotten: 4 } } } });
    await eventually(async () => (await ask(node.url, match.anna, pass)) === "accepted");
    await anna.close();
  }, 120_000);

  test("[SY6.2] rules that are only slow end nothing, and nothing is held against them", async () => {
    const [node] = nodes as [SpawnedServer];
    const match = await sabotaged(node.url);
    const slow = { type: "dawdle", ms: 600 };
    const move = { msgId: randomUUID(), matchId: match.matchId, basedOn: 2, move: slow };
    expect(await ask(node.url, match.anna, move)).toBe("accepted");
    await eventually(async () => {
      const [row] = await database.sql`SELECT count(*)::int AS n FROM rules_stalls WHERE subject = ${match.matchId}`;
      return row?.["n"] === 0;
    });
    expect(node.hasEnded).toBe(false);
  }, 60_000);
});
