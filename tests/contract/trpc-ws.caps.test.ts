/** What one connection may ask for, and in which order it is done. */
import { describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import { ask, errorOf, join, start } from "./trpc-ws-bounded.js";

describe("caps", () => {
  test("[SY6] a 1 MiB message gets a typed error, is never held in memory, and the connection goes on", async () => {
    const { url, sockets } = await start();
    const client = await join(url);
    const before = process.memoryUsage().arrayBuffers;
    client.send("x".repeat(1_048_576));
    client.send(ask(1, "query", "echo"));
    await client.heard(2);
    expect(errorOf(client.frames[0])).toMatchObject({
      data: { code: "PAYLOAD_TOO_LARGE", refused: { reason: "payload_too_large" } },
    });
    expect(client.frames[1]).toContain('"result"');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1_048_576);
    expect(sockets.stats().refusals).toBe(1);
  });

  test("[SY6] messages up to the limit are read, byte for byte", async () => {
    const { url } = await start({ limits: { maxPayload: 200 } });
    const client = await join(url);
    const padded = (id: number, length: number) => JSON.stringify(ask(id, "query", "echo")).padEnd(length, " ");
    for (const [id, length] of [200, 201, 200, 70_000, 199, 202, 126].entries()) client.send(padded(id, length));
    await client.heard(7);
    const answered = client.frames.map((frame) => JSON.parse(frame)).filter((frame) => "result" in frame);
    expect(answered.map(({ id }) => id)).toEqual([0, 2, 4, 6]);
  });

  test("[SY6] a message announcing more than anybody could mean closes with 1009", async () => {
    const { url, closed } = await start({ limits: { maxRefusedPayload: 100_000 } });
    const client = await join(url);
    client.send("x".repeat(100_001));
    await client.closed();
    expect(client.closeCode).toBe(1009);
    await eventually(() => closed.length === 1);
  });

  test("[SY6] 20,000 operations in one message are refused unread and the connection goes on", async () => {
    const { url, sockets } = await start();
    const client = await join(url);
    client.send(Array.from({ length: 20_000 }, (_, index) => ask(index, "mutation", "append")));
    client.send(ask(1, "query", "done"));
    await client.heard(2);
    expect(errorOf(client.frames[0])).toMatchObject({ data: { code: "PAYLOAD_TOO_LARGE" } });
    expect(client.frames[1]).toContain('{"json":[]}');
    expect(sockets.stats().calls).toBe(1);
  });

  test("[SY6] a batch over the cap runs nothing and tells everyone who asked", async () => {
    const { url } = await start();
    const client = await join(url);
    client.send(Array.from({ length: 9 }, (_, index) => ask(index, "mutation", "append")));
    client.send(ask(100, "query", "done"));
    await client.heard(10);
    for (const [id, frame] of client.frames.slice(0, 9).entries()) {
      expect(JSON.parse(frame)).toMatchObject({
        id,
        error: { json: { data: { refused: { reason: "batch_too_large" } } } },
      });
    }
    expect(client.frames[9]).toContain('{"json":[]}');
  });

  test("[SY6] one message may end as many subscriptions as a client can have had, twice over, and no more", async () => {
    const { url, sockets } = await start({ limits: { maxBatch: 8, maxSubscriptions: 32 } });
    const client = await join(url);
    const stops = (count: number) => Array.from({ length: count }, (_, id) => ({ id, method: "subscription.stop" }));
    client.send(stops(72));
    client.send(stops(73));
    await client.fence();
    expect(sockets.stats().refusals).toBe(1);
    expect(errorOf(client.frames[0])).toMatchObject({ data: { refused: { reason: "batch_too_large" } } });
  });

  test("[SY12] a reconnecting client may start all its subscriptions in one message", async () => {
    const { url, sockets } = await start();
    const client = await join(url);
    client.send(Array.from({ length: 32 }, (_, index) => ask(index, "subscription", "forever")));
    await client.heard(32);
    expect(client.frames.every((frame) => frame.includes("started"))).toBe(true);
    expect(sockets.stats().subscriptions).toBe(32);
  });

  test("[SY6] the subscription after the last one allowed is refused, and a stop makes room", async () => {
    const { url } = await start({ limits: { maxSubscriptions: 2 } });
    const client = await join(url);
    for (const id of [1, 2, 3]) client.send(ask(id, "subscription", "forever"));
    await client.heard(3);
    expect(errorOf(client.frames.find((frame) => frame.includes("error")))).toMatchObject({
      data: { code: "TOO_MANY_REQUESTS", refused: { reason: "too_many_subscriptions" } },
    });
    client.send({ id: 1, method: "subscription.stop" });
    await client.heardWith("stopped");
    client.send(ask(4, "subscription", "forever"));
    await client.heardWith('{"id":4,"result":{"type":"started"}}');
  });

  test("[SY6] a subscription that takes its time to end counts until it has", async () => {
    const { url, gate } = await start({ limits: { maxSubscriptions: 1 } });
    const client = await join(url);
    client.send(ask(1, "subscription", "slowToEnd"));
    await client.heardWith('"started"');
    client.send({ id: 1, method: "subscription.stop" });
    client.send(ask(2, "subscription", "forever"));
    await client.heardWith('{"id":2,');
    const refused = client.frames.find((frame) => frame.startsWith('{"id":2,'));
    expect(errorOf(refused)).toMatchObject({ data: { refused: { reason: "too_many_subscriptions" } } });
    gate.open();
    await client.heardWith('"stopped"');
    client.send(ask(3, "subscription", "forever"));
    await client.heardWith('{"id":3,');
    expect(client.frames.find((frame) => frame.startsWith('{"id":3,'))).toContain('"started"');
  });

  test("[SY6] the call after the last one allowed in flight is refused, and an answer makes room", async () => {
    const { url, gate } = await start({ limits: { maxInFlight: 3 } });
    const client = await join(url);
    for (const id of [1, 2, 3, 4]) client.send(ask(id, "query", "slowQuery"));
    await client.heard(1);
    expect(errorOf(client.frames[0])).toMatchObject({ data: { refused: { reason: "too_many_in_flight" } } });
    gate.open();
    await client.heard(2);
    client.send(ask(5, "query", "echo"));
    await client.heardWith('{"id":5,"result"');
  });

  test("[SY6] the rate limit refuses with how long to wait, asynchronously too, and keeps the order", async () => {
    const waits = [0, 250, 0];
    const { url, router } = await start({
      rateLimit: (_, kind) => (kind === "mutation" ? Promise.resolve(waits.shift() ?? 0) : 0),
    });
    const client = await join(url);
    for (const id of [1, 2, 3]) client.send(ask(id, "mutation", "append"));
    await client.heard(3);
    expect(errorOf(client.frames.find((frame) => frame.includes("error")))).toMatchObject({
      data: { code: "TOO_MANY_REQUESTS", refused: { reason: "rate_limited", retryAfterMs: 250 } },
    });
    expect(router.done).toEqual([1, 3]);
  });

  test("[SY6] behind a rate limit that takes its time only so many wait, and the others are told to come again", async () => {
    let decide = (): void => {};
    const decided = new Promise<number>((resolve) => {
      decide = () => resolve(0);
    });
    const limits = { maxInFlight: 1, maxSubscriptions: 1 };
    const { url, router } = await start({ limits, rateLimit: (_, kind) => (kind === "mutation" ? decided : 0) });
    const client = await join(url);
    for (const id of [1, 2, 3, 4, 5, 6]) client.send(ask(id, "mutation", "append"));
    client.send("PING");
    await client.heardWith("PONG");
    expect(JSON.parse(client.frames.find((frame) => frame !== "PONG") ?? "{}")).toMatchObject({
      id: 6,
      error: { json: { data: { refused: { reason: "rate_limited" } } } },
    });
    expect(router.done).toEqual([]);
    decide();
    await client.heardWith('{"id":1,"result"');
  });

  test("[SY6] mistakes are answered one by one, and a flood of them ends with 4429", async () => {
    const { url, clock } = await start({ limits: { maxRefusalsPerSecond: 20, authDeadlineMs: 0 } });
    const client = await join(url);
    for (let round = 1; round <= 3; round++) {
      for (let times = 0; times < 20; times++) client.send("{");
      await client.heard(20 * round);
      await clock.advance(1_000);
    }
    expect(client.closeCode).toBeNull();
    for (let times = 0; times < 21; times++) client.send("{");
    await client.closed();
    expect(client.closeCode).toBe(4429);
    expect(client.frames).toHaveLength(81);
  });

  test("[SY6] a rate limit that breaks lets calls through", async () => {
    const { url, errors } = await start({
      rateLimit: () => {
        throw new Error("the limiter is away");
      },
    });
    const client = await join(url);
    client.send(ask(1, "query", "echo"));
    await client.heard(1);
    expect(client.frames[0]).toContain('"result"');
    expect(errors.map((error) => error.message)).toEqual(["the limiter is away"]);
  });

  test("[SY6] a missing input is undefined, with a transformer that cannot read one too", async () => {
    const { url } = await start();
    const client = await join(url);
    client.send({ id: 1, method: "query", params: { path: "echo" } });
    await client.heard(1);
    expect(JSON.parse(client.frames[0] ?? "")).toMatchObject({
      id: 1,
      result: { data: { meta: { values: ["undefined"] } } },
    });
  });

  test("[SY6] no stack trace leaves the server, whatever the router was built with", async () => {
    const { url } = await start();
    const client = await join(url);
    client.send(ask(1, "query", "broken"));
    await client.heard(1);
    expect(client.frames[0]).toContain("a detail");
    expect(client.frames[0]).not.toContain("stack");
  });
});

describe("order", () => {
  test("[SY8] a connection's mutations run in the order they were sent, 0 to 99", async () => {
    const { url, router } = await start({ limits: { maxInFlight: 100 } });
    const client = await join(url);
    const expected = Array.from({ length: 100 }, (_, index) => index);
    for (const id of expected) client.send(ask(id, "mutation", "append"));
    await client.heard(100);
    expect(router.done).toEqual(expected);
    expect(client.frames.map((frame) => JSON.parse(frame).id)).toEqual(expected);
  });

  test("[SY8] a query sees what the mutations sent before it did", async () => {
    const { url } = await start();
    const client = await join(url);
    client.send([ask(1, "mutation", "append"), ask(4, "mutation", "append"), ask(3, "query", "done")]);
    await client.heard(3);
    expect(client.frames[2]).toContain('{"json":[1,4]}');
  });

  test("[SY8] a slow query or an endless subscription holds up nobody", async () => {
    const { url, gate } = await start();
    const client = await join(url);
    client.send([ask(1, "query", "slowQuery"), ask(2, "subscription", "forever"), ask(3, "mutation", "append")]);
    await client.heardWith('{"id":3,"result"');
    expect(client.frames.some((frame) => frame.startsWith('{"id":1,'))).toBe(false);
    gate.open();
    await client.heardWith('{"id":1,');
  });

  test("[SY5] mutations received before a disconnect are done all the same", async () => {
    const { url, gate, router, closed } = await start();
    const client = await join(url);
    client.send([ask(1, "mutation", "held"), ask(2, "mutation", "held"), ask(3, "query", "echo")]);
    client.send("PING");
    await client.heardWith("PONG");
    client.close();
    await eventually(() => closed.length === 1);
    gate.open();
    gate.open();
    await eventually(() => router.done.length === 2);
    expect(router.done).toEqual([1, 2]);
  });

  test("[DU5] a mutation that has to wait holds up those behind it for a second, and is answered when it is done", async () => {
    const { url, clock, gate, router } = await start({ limits: { holdUpMs: 1_000 } });
    const client = await join(url);
    client.send([
      ask(1, "mutation", "held"),
      ask(2, "query", "echo"),
      ask(3, "mutation", "append"),
      ask(4, "query", "done"),
    ]);
    client.send("PING");
    await client.heardWith("PONG");
    await clock.advance(999);
    expect(router.done).toEqual([]);
    await clock.advance(1);
    await client.heardWith('{"id":4,');
    expect(client.frames.join()).toContain('{"json":[3]}');
    expect(client.frames.some((frame) => frame.startsWith('{"id":1,'))).toBe(false);
    gate.open();
    await client.heardWith('{"id":1,');
    expect(router.done).toEqual([3, 1]);
  });

  test("[SY8] the end of a mutation that was overtaken does not let the next one begin before its time", async () => {
    const { url, clock, gate, router } = await start({ limits: { holdUpMs: 1_000 } });
    const client = await join(url);
    client.send([ask(1, "mutation", "held"), ask(2, "mutation", "held"), ask(3, "mutation", "append")]);
    client.send("PING");
    await client.heardWith("PONG");
    await clock.advance(1_000);
    gate.open();
    await eventually(() => router.done.length === 1);
    expect(router.done).toEqual([1]);
    gate.open();
    await client.heardWith('{"id":3,');
    expect(router.done).toEqual([1, 2, 3]);
  });
});
