/** Limits as clients meet them: per address, connection and player, with Redis away, and nobody else is slowed. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { newGuest, postJson, StockPlayer, startedMatch } from "../support/stock-player.js";
import { TestClock } from "../support/test-clock.js";
import { startTestNode } from "../support/test-node.js";

let database: OwnDatabase;
beforeAll(async () => {
  database = await ownDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** A node behind a proxy, so that a test can come from wherever it likes. Time stands still unless it is moved. */
async function openNode(env: Readonly<Record<string, string>> = {}, redisUrl = "") {
  const clock = new TestClock(Date.now());
  const node = await startTestNode({
    databaseUrl: database.url,
    redisUrl,
    clock,
    env: { RATE_LIMITS: "on", TRUST_PROXY: "127.0.0.1", ...env },
  });
  return { ...node, clock };
}

/** One call over HTTP from an address; its status, its typed reason, and what it says of when to come back. */
async function call(url: string, from: string, { token = "", path = "session.me" } = {}) {
  const headers = { "x-forwarded-for": from, ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(`${url}/trpc/${path}`, { headers });
  const body: unknown = await answer.json();
  const said = (Array.isArray(body) ? body[0] : body) as {
    error?: { json: { data: { rejection: { code: string; reason: string; retryAfterMs?: number } } } };
  };
  return {
    status: answer.status,
    retryAfter: answer.headers.get("retry-after"),
    why: said.error?.json.data.rejection ?? null,
  };
}
const statuses = async (count: number, ask: () => ReturnType<typeof call>) => {
  const answers = [];
  for (let i = 0; i < count; i += 1) answers.push(await ask());
  return answers;
};

describe("over HTTP", () => {
  test("[ID4] an address has so many calls a second; those beyond it are told when to come back, others are not slowed", async () => {
    await using node = await openNode({ CALLS_PER_SECOND: "3" });
    const answers = await statuses(8, () => call(node.url, "203.0.113.7"));
    // Nobody has identified themselves: that is what is said for as long as anything is looked at.
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401, 429, 429]);
    expect(answers.at(-1)).toMatchObject({
      retryAfter: "1",
      why: { code: "rate_limited", reason: "too_many_calls", retryAfterMs: expect.any(Number) },
    });
    expect((await call(node.url, "203.0.113.8")).status).toBe(401);
    await node.clock.advance(1_000);
    expect((await call(node.url, "203.0.113.7")).status).toBe(401);
  });

  test("[ID4] calls in one request count each", async () => {
    await using node = await openNode({ CALLS_PER_SECOND: "2" });
    const batch = { path: "session.me,session.me,session.me?batch=1&input=%7B%7D" };
    expect((await call(node.url, "203.0.113.7", batch)).status).not.toBe(429);
    expect((await call(node.url, "203.0.113.7", batch)).status).toBe(429);
  });

  test("[ID4] of IPv6 all addresses of one network of 64 bits are one", async () => {
    await using node = await openNode({ CALLS_PER_SECOND: "1" });
    const from = (i: number) => call(node.url, `2001:db8:1:2::${i}`);
    expect([(await from(1)).status, (await from(2)).status, (await from(3)).status]).toEqual([401, 401, 429]);
    expect((await call(node.url, "2001:db8:1:3::1")).status).toBe(401);
  });

  test("[ID4] what somebody who is no configured proxy says of its address counts for nothing", async () => {
    await using node = await openNode({ CALLS_PER_SECOND: "1", TRUST_PROXY: "10.0.0.0/8" });
    let i = 0;
    const answers = await statuses(3, () => call(node.url, `203.0.113.${i++}`));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 429]);
  });

  test("[ID4] whoever guesses tokens is not looked at any more, even with a good one; others are", async () => {
    await using node = await openNode({ CALLS_PER_SECOND: "1000" });
    const { token } = await newGuest(node.url, "Anna");
    const guess = () => call(node.url, "203.0.113.7", { token: `guess-${randomUUID()}` });
    const answers = await statuses(12, guess);
    expect(answers.map(({ why }) => why?.reason)).toEqual([
      ...Array.from({ length: 10 }, () => "bad_token"),
      "too_many_failures",
      "too_many_failures",
    ]);
    expect((await call(node.url, "203.0.113.7", { token })).status).toBe(429);
    expect((await call(node.url, "203.0.113.8", { token })).status).toBe(200);
    await node.clock.advance(60_000);
    expect((await call(node.url, "203.0.113.7", { token })).status).toBe(200);
  });
});

describe("over a socket", () => {
  test("[ID4] messages beyond the rate get a typed refusal, the connection stays, and another's are answered", async () => {
    await using node = await openNode({ MESSAGES_PER_SECOND: "3" });
    await using match = await startedMatch(node.url);
    await node.clock.advance(10_000);
    const answers = [];
    for (let i = 0; i < 10; i += 1) answers.push(...(await Promise.allSettled([match.anna.api.session.me.query()])));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(6);
    const refused = answers.find((answer) => answer.status === "rejected");
    expect(refused?.reason).toMatchObject({
      data: { rejection: { code: "rate_limited", reason: "rate_limited", retryAfterMs: expect.any(Number) } },
    });
    expect(match.anna.closes).toEqual([]);
    await match.bob.api.session.me.query();
    await node.clock.advance(1_000);
    await match.anna.api.session.me.query();
  });

  test("[ID4] a flood of PINGs is answered at the rate of messages", async () => {
    await using node = await openNode({ MESSAGES_PER_SECOND: "3" });
    const socket = new WebSocket(`${node.url.replace("http", "ws")}/trpc`);
    const pongs: string[] = [];
    await new Promise((resolve) => socket.once("open", resolve));
    socket.on("message", (text) => pongs.push(String(text)));
    for (let i = 0; i < 500; i += 1) socket.send("PING");
    // A query behind them is refused: everything before it was looked at.
    socket.send(JSON.stringify({ id: 1, method: "query", params: { path: "session.me" } }));
    await eventually(() => pongs.some((text) => text.includes('"id":1')));
    expect(pongs.filter((text) => text === "PONG")).toHaveLength(6);
    socket.terminate();
  });

  test("[ID4] a player makes so many moves a second, on however many connections, and with Redis away", async () => {
    await using node = await openNode({ MOVES_PER_SECOND: "1", MESSAGES_PER_SECOND: "1000" }, "redis://127.0.0.1:1");
    await using match = await startedMatch(node.url);
    const other = match.anna.again();
    const reasons: string[] = [];
    for (const player of [match.anna, other, match.anna, other]) {
      const reply = await player.mark(match.matchId, 0, 2).catch((error: unknown) => error);
      const told = reply as { ok?: boolean; data?: { rejection: { reason: string } }; rejection?: { reason: string } };
      reasons.push(told.data?.rejection.reason ?? told.rejection?.reason ?? "accepted");
    }
    // The second was looked at, and stale; those after it were not.
    expect(reasons).toEqual(["accepted", expect.not.stringContaining("too_many"), "too_many_moves", "too_many_moves"]);
    // The opponent's are another matter.
    expect(await match.bob.mark(match.matchId, 1, 3)).toMatchObject({ ok: true });
    await other.close();
  });

  const connect = (url: string, headers: Record<string, string>) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`${url.replace("http", "ws")}/trpc`, { headers });
      socket.on("error", () => {});
      socket.on("open", () => resolve(101));
      socket.on("unexpected-response", (_, response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
    });

  test("[ID4] an address has so many connections, a household of IPv6 counts as one, and others get in", async () => {
    await using node = await openNode({ MAX_CONNECTIONS_PER_ADDRESS: "2" });
    const knock = (from: string) => connect(node.url, { "x-forwarded-for": from });
    expect([await knock("203.0.113.7"), await knock("203.0.113.7"), await knock("203.0.113.7")]).toEqual([
      101, 101, 429,
    ]);
    const household = ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2::3"];
    expect(await Promise.all(household.map(knock))).toEqual(expect.arrayContaining([101, 101, 429]));
    expect(await knock("203.0.113.8")).toBe(101);
  });

  test("[ID4] a player has so many connections; one more is refused with a typed error, and fits when one has gone", async () => {
    await using node = await openNode({ MAX_CONNECTIONS_PER_PLAYER: "2" });
    const anna = await StockPlayer.guest(node.url, "Anna");
    const second = anna.again();
    await Promise.all([anna.api.session.me.query(), second.api.session.me.query()]);
    const third = anna.again();
    third.api.session.me.query().catch(() => {});
    await eventually(() => third.closes.some(({ code }) => code === 4429));
    const stranger = await StockPlayer.guest(node.url, "Bob");
    await stranger.api.session.me.query();
    await second.close();
    await third.close();
    const fourth = anna.again();
    await eventually(() => fourth.api.session.me.query());
    await Promise.all([anna, fourth, stranger].map((player) => player.close()));
  });

  test("[ID4] without limits a load test is held up by nothing", async () => {
    await using node = await openNode({
      RATE_LIMITS: "off",
      MESSAGES_PER_SECOND: "1",
      MAX_CONNECTIONS_PER_ADDRESS: "1",
    });
    await using match = await startedMatch(node.url);
    for (let i = 0; i < 15; i += 1) await match.anna.api.session.me.query();
    expect((await postJson(`${node.url}/trpc/session.guest`, { json: {} })).status).toBe(200);
  });
});
