import { describe, expect, test } from "vitest";
import type { Connection } from "./connection.js";
import { ClosedError, HoldfastError } from "./errors.js";
import { FakeRandom } from "./testing-support/fake-random.js";
import { failure } from "./testing-support/fake-server.js";
import { makeWorld, watch, type World } from "./testing-support/world.js";

function trace({ client }: World): string[] {
  const seen: string[] = [];
  client.onConnection((connection) => {
    if (connection.status !== seen.at(-1)) seen.push(connection.status);
  });
  return seen;
}

/** A world whose client has connected, by asking who it is. */
async function live(options: Parameters<typeof makeWorld>[0] = {}): Promise<World & { seen: string[] }> {
  const world = makeWorld(options);
  const seen = trace(world);
  world.server.answers.set("session.me", () => ({ data: { playerId: "p1", name: "Ada" } }));
  const me = world.client.me();
  await world.clock.advance(20);
  await me;
  return { ...world, seen };
}

function retryIn({ client, clock }: World): number {
  const { connection } = client;
  if (connection.status !== "waiting") throw new Error(`not waiting but ${connection.status}`);
  return connection.retryAt - clock.now();
}

describe("connecting", () => {
  test("[SY12] nothing is sent before the first call; then the token goes first, and the answer makes it live", async () => {
    const world = makeWorld();
    await world.clock.advance(60_000);
    expect(world.server.sockets).toHaveLength(0);
    expect(world.client.connection).toEqual({ status: "connecting", attempt: 0 });
    const { client, server, seen } = await live();
    expect(server.socket.url).toBe("ws://play.example/trpc?connectionParams=1");
    expect(JSON.parse(server.socket.texts[0] ?? "")).toEqual({ method: "connectionParams", data: { token: "t0" } });
    expect(seen).toEqual(["connecting", "live"]);
    expect(client.connection).toEqual({ status: "live", latencyMs: 2 });
  });

  test.each([
    ["https://play.example/", "wss://play.example/trpc"],
    ["wss://play.example/games", "wss://play.example/games/trpc"],
    ["ws://127.0.0.1:3000", "ws://127.0.0.1:3000/trpc"],
  ])("[SY12] the address %s leads to %s", async (url, socketUrl) => {
    expect((await live({ url })).server.socket.url).toBe(`${socketUrl}?connectionParams=1`);
  });

  test("[ID1] a token function is asked anew for every connection", async () => {
    let asked = 0;
    const { server, clock } = await live({ token: async () => `t${++asked}` });
    server.socket.drop(1006);
    await clock.advance(400);
    expect(server.sockets.map(({ token }) => token)).toEqual(["t1", "t2"]);
  });

  test("[SY12] a token that cannot be had for now is asked for again; one that hangs does not hang the connection", async () => {
    const turns: (() => Promise<string>)[] = [
      () => Promise.reject(new TypeError("offline")),
      () => new Promise(() => {}),
      () => Promise.resolve("t9"),
    ];
    let turn = 0;
    const world = makeWorld({ token: () => (turns[turn++] ?? (() => Promise.resolve("late")))() });
    const me = watch(world.client.me());
    await world.clock.advance(12_000);
    expect(world.server.sockets.map(({ token }) => token)).toEqual(["t9"]);
    expect(me.outcome()).toBe("pending");
  });
});

describe("a lost connection", () => {
  test("[SY12] is waiting at once, then connecting, then live again", async () => {
    const world = await live();
    world.server.socket.drop(1006);
    expect(world.client.connection.status).toBe("waiting");
    expect(retryIn(world)).toBeLessThanOrEqual(300);
    await world.clock.advance(400);
    expect(world.seen).toEqual(["connecting", "live", "waiting", "connecting", "live"]);
  });

  test("[SY12] first retries are spread over 300 ms: seeds 1 to 40", async () => {
    const waits: number[] = [];
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = new FakeRandom(seed * 7_919);
      const world = await live({ ports: { random } });
      world.server.socket.drop(1006);
      waits.push(retryIn(world));
    }
    expect(Math.max(...waits)).toBeLessThanOrEqual(300);
    expect(Math.max(...waits)).toBeGreaterThan(200);
    expect(Math.min(...waits)).toBeLessThan(100);
    expect(new Set(waits).size).toBeGreaterThan(30);
  });

  test.each([20, 75, 590])("[DU1] a server that comes back after %i s is found within two seconds", async (seconds) => {
    const world = await live();
    world.server.network = "down";
    world.server.socket.drop(1006);
    await world.clock.advance(1_000 * seconds);
    expect(world.client.connection.status).not.toBe("live");
    world.server.network = "up";
    await world.clock.advance(2_000);
    expect(world.client.connection.status).toBe("live");
  });

  test("[SY12] waits of a long outage grow to more than two and at most ten seconds", async () => {
    const world = await live();
    world.server.network = "down";
    world.server.socket.drop(1006);
    await world.clock.advance(601_000);
    const waits: number[] = [];
    world.client.onConnection((connection) => {
      if (connection.status === "waiting") waits.push(connection.retryAt - world.clock.now());
    });
    await world.clock.advance(120_000);
    expect(Math.max(...waits)).toBeGreaterThan(2_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_000);
  });

  test("[SY12] connections that break as soon as they are made do not start the count afresh", async () => {
    const world = await live();
    for (let time = 0; time < 6; time += 1) {
      await world.clock.advance(1_600);
      world.server.socket.drop(1006);
    }
    expect(world.client.connection.status).toBe("waiting");
    const attempts: number[] = [];
    world.client.onConnection((each: Connection) => void (each.status === "connecting" && attempts.push(each.attempt)));
    await world.clock.advance(1_600);
    expect(attempts[0]).toBeGreaterThan(3);
  });

  test("[DU9] a draining server's slot is obeyed to the millisecond", async () => {
    const world = await live();
    world.server.socket.drop(4503, '{"reconnectAfterMs":730}');
    expect(retryIn(world)).toBe(730);
    await world.clock.advance(729);
    expect(world.server.sockets).toHaveLength(1);
    await world.clock.advance(1);
    expect(world.server.sockets).toHaveLength(2);
  });

  test("[DU9] a server that took its leave is said to be restarting until one answers; a lost one is not", async () => {
    const world = await live();
    world.server.socket.drop(4503, '{"reconnectAfterMs":730}');
    expect(world.client.connection).toMatchObject({ status: "waiting", restarting: true });
    await world.clock.advance(730);
    world.server.socket.drop(1006);
    expect(world.client.connection).toMatchObject({ status: "waiting", restarting: true });
    const lost = await live();
    lost.server.socket.drop(1006);
    expect(lost.client.connection).toMatchObject({ status: "waiting", restarting: false });
  });

  test.each(["", "soon", '{"reconnectAfterMs":-5}', '{"reconnectAfterMs":"x"}', "null"])(
    "[DU9] a close reason %j that names no slot leaves the usual wait",
    async (reason) => {
      const world = await live();
      world.server.socket.drop(4503, reason);
      expect(retryIn(world)).toBeLessThanOrEqual(300);
    },
  );

  test("[DU9] after a reconnect notice the close is awaited; a server that never closes is left after three seconds", async () => {
    const world = await live();
    world.server.socket.say({ id: null, method: "reconnect" });
    await world.clock.advance(2_900);
    expect(world.client.connection.status).toBe("live");
    await world.clock.advance(500);
    expect(world.server.sockets).toHaveLength(2);
  });

  test("[ID4] a client that was cut for sending too much stays away for at least two seconds", async () => {
    const world = await live();
    world.server.socket.drop(4429);
    expect(retryIn(world)).toBeGreaterThanOrEqual(2_000);
  });
});

describe("a refusal", () => {
  test("[SY10] 4409 stops for good; the next explicit call connects again", async () => {
    const world = await live();
    world.server.socket.drop(4409);
    expect(world.client.connection).toMatchObject({ status: "refused", rejection: { code: "superseded" } });
    await world.clock.advance(600_000);
    expect(world.server.sockets).toHaveLength(1);
    const me = world.client.me();
    await world.clock.advance(20);
    expect(await me).toEqual({ playerId: "p1", name: "Ada" });
  });

  test("[ID1] 4401 with a fixed token stops at once, and whoever waits is told", async () => {
    const world = makeWorld();
    const me = watch(world.client.me());
    await world.clock.advance(1);
    world.server.socket.drop(4401);
    await world.clock.advance(600_000);
    expect(world.server.sockets).toHaveLength(1);
    expect(me.outcome()).toBeInstanceOf(HoldfastError);
    expect(me.outcome()).toMatchObject({ rejection: { code: "unauthorized", recovery: "reauthenticate" } });
  });

  test("[ID1] 4401 with a token function tries one fresh token; a second refusal in a row is final", async () => {
    const world = await live({ token: async () => "t" });
    world.server.socket.drop(4401);
    await world.clock.advance(400);
    expect(world.server.sockets).toHaveLength(2);
    world.server.socket.drop(4401);
    await world.clock.advance(600_000);
    expect(world.server.sockets).toHaveLength(2);
    expect(world.client.connection.status).toBe("refused");
  });

  test("[ID1] a server that refuses by an error without id and a plain close is understood too", async () => {
    const world = await live();
    const refusal = { code: "token_expired", reason: "expired", recovery: "reauthenticate", message: "Expired." };
    world.server.socket.say(failure(null, refusal));
    await world.clock.advance(5);
    world.server.socket.drop(1005);
    expect(world.client.connection).toEqual({ status: "refused", rejection: refusal });
  });
});

describe("close", () => {
  test("[SY12] is final and quick on a half-open link: nothing is sent, kept or reopened", async () => {
    const world = await live();
    world.server.network = "silent";
    const list = watch(world.client.list());
    await world.clock.advance(5);
    world.client.close();
    await world.clock.advance(0);
    expect(world.client.connection).toEqual({ status: "closed" });
    expect(list.outcome()).toBeInstanceOf(ClosedError);
    await expect(world.client.me()).rejects.toThrow(ClosedError);
    await world.clock.advance(600_000);
    expect(world.server.sockets).toHaveLength(1);
    expect(world.clock.waiting).toBe(0);
  });

  test("[SY12] is final while waiting, while connecting and before anything", async () => {
    for (const network of ["down", "hang"] as const) {
      const world = makeWorld();
      world.server.network = network;
      const me = watch(world.client.me());
      await world.clock.advance(50);
      world.client.close();
      world.client.close();
      await world.clock.advance(60_000);
      expect(me.outcome()).toBeInstanceOf(ClosedError);
      expect(world.clock.waiting).toBe(0);
    }
    const fresh = makeWorld();
    fresh.client.close();
    await expect(fresh.client.me()).rejects.toThrow(ClosedError);
    expect(fresh.server.sockets).toHaveLength(0);
  });
});
