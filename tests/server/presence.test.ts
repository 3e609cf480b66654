/** Who is here, who is away, and what becomes of those who stay away. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COUNTING } from "../support/counting-game.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { StockPlayer, startedMatch, granted, type Watch } from "../support/stock-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
beforeAll(async () => {
  database = await ownDatabase();
  const env = { PRESENCE_DEBOUNCE: "0.05", HEARTBEAT_INTERVAL: "0.4" };
  node = await startTestNode({ databaseUrl: database.url, env, moreGames: [COUNTING] });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});

const presenceOf = (watch: Watch, seat: number) => watch.frames.at(-1)?.seats[seat]?.presence;
const everShown = (watch: Watch, seat: number) => [
  ...new Set(watch.frames.map((frame) => frame.seats[seat]?.presence)),
];

/** Both watch, both are known to be here. */
async function bothHere(options: Record<string, unknown> = {}) {
  const match = await startedMatch(node.url, options);
  const anna = match.anna.watch(match.matchId);
  const bob = match.bob.watch(match.matchId);
  await eventually(() => presenceOf(anna, 1) === "here" && presenceOf(bob, 0) === "here");
  return { match, anna, bob };
}

describe("the others are told", () => {
  test("[SY4] when a player disconnects, until when the seat is held, and when the player is back", async () => {
    const { match, anna } = await bothHere({ graceMs: 60_000 });
    await match.bob.close();
    const away = await eventually(() => {
      const seat = anna.frames.at(-1)?.seats[1];
      return seat?.presence === "away" && seat;
    });
    expect(away.graceEndsAt).toBeGreaterThan(Date.now());
    const back = match.bob.again();
    back.watch(match.matchId);
    await eventually(() => presenceOf(anna, 1) === "here");
    expect(anna.latest().version).toBe(2);
    await Promise.all([back.close(), match.anna.close()]);
  });

  test("[SY4] when a seat is taken and when it is left", async () => {
    const anna = await StockPlayer.guest(node.url, "Anna");
    const bob = await StockPlayer.guest(node.url, "Bob");
    const { matchId, code } = await anna.create();
    const watch = anna.watch(matchId);
    await watch.reaches(1);
    expect(presenceOf(watch, 1)).toBe("empty");
    await bob.join(code);
    const started = await watch.reaches(2);
    expect(started.seats[1]).toMatchObject({ playerId: bob.session.playerId, name: "Bob" });
    granted(await bob.api.match.leave.mutate({ msgId: randomUUID(), matchId }));
    expect((await watch.reaches(3)).outcome).toMatchObject({ reason: "resign", winners: [0] });
    await Promise.all([anna.close(), bob.close()]);
  });
});

describe("flapping", () => {
  test("[SY4] a connection that is back within the debounce is never announced as away", async () => {
    await using patient = await startTestNode({ databaseUrl: database.url, env: { PRESENCE_DEBOUNCE: "30" } });
    const match = await startedMatch(patient.url);
    const anna = match.anna.watch(match.matchId);
    let bob = match.bob;
    bob.watch(match.matchId);
    await eventually(() => presenceOf(anna, 1) === "here");
    anna.frames.length = 0;
    for (let i = 0; i < 3; i += 1) {
      await bob.close();
      bob = bob.again();
      await bob.watch(match.matchId).reaches(2);
    }
    granted(await match.anna.mark(match.matchId, 0, 2));
    await anna.reaches(3);
    expect(everShown(anna, 1)).toEqual(["here"]);
    await Promise.all([bob.close(), match.close()]);
  });

  test("[SY4] without a debounce the same flapping is seen (the twin)", async () => {
    const { match, anna } = await bothHere();
    await match.bob.close();
    await eventually(() => presenceOf(anna, 1) === "away");
    await match.close();
  });
});

describe("when the grace is over", () => {
  test("[SY3] `pause` stops play and keeps the seat; the absent may come back", async () => {
    const { match, anna } = await bothHere({ graceMs: 50, onGraceExpired: "pause" });
    await match.bob.close();
    const paused = await eventually(() => anna.states.find((frame) => frame.status === "paused"));
    expect(paused.events.flatMap(({ events }) => events)).toContainEqual({
      type: "game.paused",
      reason: "absence",
      seat: 1,
    });
    expect(await match.anna.mark(match.matchId, 0, paused.version)).toMatchObject({
      ok: false,
      rejection: { code: "invalid_action", reason: "paused" },
    });
    const back = match.bob.again();
    expect((await back.watch(match.matchId).reaches(paused.version)).you).toEqual({ role: "player", seat: 1 });
    await Promise.all([back.close(), match.anna.close()]);
  });

  test("[SY3] `forfeit` ends the match in favour of whoever stayed", async () => {
    const { match, anna } = await bothHere({ graceMs: 50, onGraceExpired: "forfeit" });
    await match.bob.close();
    const end = await eventually(() => anna.states.find((frame) => frame.outcome !== null));
    expect(end.outcome).toMatchObject({ winners: [0] });
    await match.anna.close();
  });

  test("[SY3] `auto` plays on for the absent whenever it is their turn, until the end", async () => {
    const anna = await StockPlayer.guest(node.url, "Anna");
    const bob = await StockPlayer.guest(node.url, "Bob");
    const { matchId, code } = await anna.create({ graceMs: 50 }, "counting");
    await bob.join(code);
    const watch = anna.watch(matchId);
    bob.watch(matchId);
    await eventually(() => presenceOf(watch, 1) === "here");
    await bob.close();
    await eventually(() => presenceOf(watch, 1) === "gone");
    for (const version of [2, 4, 6]) {
      await watch.reaches(version);
      const move = { msgId: randomUUID(), matchId, basedOn: version, move: { type: "count" } };
      granted(await anna.api.match.move.mutate(move));
    }
    const end = await watch.reaches(7);
    expect(end.outcome).toMatchObject({ winners: [0] });
    const autos = watch.states.flatMap((frame) => frame.events).flatMap(({ events }) => events);
    expect(autos.filter((event) => JSON.stringify(event).includes('"auto":true'))).toHaveLength(2);
    await anna.close();
  });

  test("[SY3] nobody loses anything before the grace is over, and a return ends it", async () => {
    const { match, anna } = await bothHere({ graceMs: 8_000, onGraceExpired: "forfeit" });
    await match.bob.close();
    await eventually(() => presenceOf(anna, 1) === "away");
    expect(anna.latest().outcome).toBeNull();
    const back = match.bob.again();
    back.watch(match.matchId);
    await eventually(() => presenceOf(anna, 1) === "here");
    granted(await match.anna.mark(match.matchId, 0, 2));
    granted(await back.mark(match.matchId, 1, 3));
    expect((await anna.reaches(4)).outcome).toBeNull();
    await Promise.all([back.close(), match.anna.close()]);
  });
});

describe("missing heartbeats", () => {
  test("[SY2] PING is answered with PONG at once, also before anybody is identified", async () => {
    const { WebSocket } = await import("ws");
    const socket = new WebSocket(`${node.url.replace("http", "ws")}/trpc`);
    const pong = new Promise<string>((resolve) =>
      socket.on("message", (text) => String(text) === "PONG" && resolve("PONG")),
    );
    socket.on("open", () => socket.send("PING"));
    expect(await pong).toBe("PONG");
    socket.terminate();
  });

  test("[SY3] a connection that falls silent counts as disconnected, and its seat as away", async () => {
    const { WebSocket } = await import("ws");
    const match = await startedMatch(node.url);
    const anna = match.anna.watch(match.matchId);
    const token = match.bob.session.token;
    const silent = new WebSocket(`${node.url.replace("http", "ws")}/trpc?connectionParams=1`);
    const closed = new Promise<number>((resolve) => silent.on("close", (code) => resolve(code)));
    silent.on("open", () => {
      silent.send(JSON.stringify({ method: "connectionParams", data: { token } }));
      const input = { json: { matchId: match.matchId } };
      silent.send(JSON.stringify({ id: 1, method: "subscription", params: { path: "match.state", input } }));
    });
    await eventually(() => presenceOf(anna, 1) === "here");
    expect(await closed).toBe(4408);
    await eventually(() => presenceOf(anna, 1) === "away");
    await match.close();
  });
});
