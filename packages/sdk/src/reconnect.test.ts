/** What it takes to be back after a connection was lost: where it goes, how soon, and how many round trips. */
import { describe, expect, test } from "vitest";
import { FakeRandom } from "./testing-support/fake-random.js";
import { makeWorld, receipt, resumed, stateFrame, watch, type World } from "./testing-support/world.js";

const MARK = { type: "move", cell: 4 } as const;
const NODES = ["http://a.example", "http://b.example", "http://c.example"];
const hostOf = (url: string): string => new URL(url).host;
const dialled = ({ server }: World): string[] => server.sockets.map(({ url }) => hostOf(url));

describe("round trips", () => {
  test("[SY12.1] everything goes out with the opening of the socket: token, PING, each stream from the version held, the move in flight", async () => {
    const world = makeWorld();
    const match = await resumed(world);
    const { server, clock } = world;
    server.answers.set("match.move", () => "hold");
    const move = watch(match.move(MARK));
    await clock.advance(10);
    server.socket.drop(1006);
    server.latencyMs = 100;
    server.answers.set("match.move", () => ({ data: receipt(4, true) }));
    server.answers.set("match.state", ({ input }) => ({ data: stateFrame(4, { from: input.knownVersion ?? null }) }));
    while (server.sockets.length === 1) await clock.advance(1);
    await clock.advance(100);
    const frames = server.socket.texts.map((text) =>
      text === "PING" ? text : (JSON.parse(text) as { method: string }),
    );
    expect(frames).toMatchObject([
      { method: "connectionParams" },
      "PING",
      { method: "subscription", params: { path: "match.state", input: { json: { knownVersion: 3, epoch: 1 } } } },
      { method: "mutation", params: { path: "match.move" } },
    ]);
    await clock.advance(199);
    expect([match.status, move.outcome()]).toEqual(["reconnecting", "pending"]);
    await clock.advance(1);
    expect([match.status, match.snapshot?.version, move.outcome()]).toEqual(["live", 4, receipt(4, true)]);
    expect(server.posted).toEqual([]);
  });
});

describe("several addresses", () => {
  test("[SY12.1] a client begins with any of them", async () => {
    const first = new Set<string>();
    for (let seed = 1; seed <= 30; seed += 1) {
      const world = makeWorld({ url: NODES }, { random: new FakeRandom(seed * 7_919) });
      void world.client.me().catch(() => {});
      await world.clock.advance(5);
      first.add(dialled(world)[0] ?? "");
    }
    expect([...first].sort()).toEqual(NODES.map(hostOf));
  });

  test("[SY12.1] when its node dies it goes to the next, and round them all without a longer wait than for the first", async () => {
    const world = makeWorld({ url: NODES });
    await resumed(world);
    const { server, clock } = world;
    const [home = ""] = dialled(world);
    const others = [...NODES, ...NODES]
      .map(hostOf)
      .slice(NODES.map(hostOf).indexOf(home) + 1)
      .slice(0, 2);
    server.down.add(home).add(others[0] ?? "");
    server.socket.drop(1006);
    await clock.advance(610);
    expect(dialled(world)).toEqual([home, ...others]);
    expect(world.client.connection.status).toBe("live");
  });

  test("[DU9] a slot given by the one that leaves is kept to, and the next one is called", async () => {
    const world = makeWorld({ url: NODES });
    await resumed(world);
    const { server, clock } = world;
    server.socket.drop(4503, JSON.stringify({ reconnectAfterMs: 700 }));
    await clock.advance(699);
    expect(server.sockets).toHaveLength(1);
    await clock.advance(10);
    expect(new Set(dialled(world)).size).toBe(2);
  });

  test("[SY12.1] one that does not let the socket open is left after three seconds; alone, after eight", async () => {
    for (const [url, patienceMs] of [
      [NODES, 3_000],
      ["http://a.example", 8_000],
    ] as const) {
      const world = makeWorld({ url });
      world.server.network = "hang";
      void world.client.me().catch(() => {});
      await world.clock.advance(patienceMs - 1);
      expect(world.client.connection.status).toBe("connecting");
      await world.clock.advance(1);
      expect(world.client.connection.status).toBe("waiting");
    }
  });

  test("[SY12.1] a guest account is made at whichever answers, and is one and the same for all", async () => {
    const world = makeWorld({ url: NODES, token: undefined as never });
    world.server.down.add("a.example").add("b.example");
    const me = watch(world.client.me());
    world.server.answers.set("session.me", () => ({ data: { playerId: "p1", name: "Ada" } }));
    await world.clock.advance(2_000);
    expect(me.outcome()).toEqual({ playerId: "p1", name: "Ada" });
    const again = makeWorld({ url: NODES, token: undefined as never }, { storage: world.storage });
    void again.client.me().catch(() => {});
    await again.clock.advance(50);
    expect(again.server.posted).toEqual([]);
  });

  test("[SY6] none at all is refused at once", () => {
    expect(() => makeWorld({ url: [] })).toThrow(RangeError);
  });
});

describe("a page that comes back to life", () => {
  test("[SY12] does not sit out its wait: it tries again within 300 ms", async () => {
    const world = makeWorld({ backoff: { briefMs: 10_000 } });
    await resumed(world);
    const { server, clock } = world;
    server.network = "down";
    server.socket.drop(1006);
    await clock.advance(300_000);
    const before = server.sockets.length;
    server.network = "up";
    world.wakeUp();
    await clock.advance(310);
    expect(server.sockets.length).toBe(before + 1);
    expect(world.client.connection.status).toBe("live");
  });

  test("[SY3] asks at once whether its connection still lives, and leaves a dead one within five seconds", async () => {
    const world = makeWorld();
    await resumed(world);
    await world.clock.advance(2_000);
    world.server.network = "silent";
    world.wakeUp();
    await world.clock.advance(4_999);
    expect(world.client.connection.status).toBe("live");
    await world.clock.advance(1);
    expect(world.client.connection.status).toBe("waiting");
  });

  test("[DU9] keeps to the moment it was given, and stays refused where it is not wanted", async () => {
    const world = makeWorld();
    await resumed(world);
    world.server.socket.drop(4503, JSON.stringify({ reconnectAfterMs: 2_000 }));
    world.wakeUp();
    await world.clock.advance(1_999);
    expect(world.server.sockets).toHaveLength(1);
    await world.clock.advance(50);
    world.server.socket.drop(4409);
    world.wakeUp();
    await world.clock.advance(20_000);
    expect(world.server.sockets).toHaveLength(2);
  });
});
