/** How a client finds a server that has been away for a while, where failed sockets would be held against it. */
import { describe, expect, test } from "vitest";
import { FakeRandom } from "./testing-support/fake-random.js";
import { makeWorld, resumed, type World } from "./testing-support/world.js";

/** Chromium doubles the time by which it holds a socket back with every one to three that failed; after so many it is some 10 ms. */
const UNFELT = 8;

/** A client that was live for long enough to have tried its bell, and whose server is gone. */
async function bereft(options: Parameters<typeof makeWorld>[0] = {}, from: Partial<World> = {}): Promise<World> {
  const world = makeWorld(options, from);
  await resumed(world);
  await world.clock.advance(6_000);
  world.server.network = "down";
  world.server.socket.drop(1006);
  return world;
}

/** Sockets dialled since the first one was lost. */
const dialled = ({ server }: World): number => server.sockets.length - 1;
/** How often it was rung since it was tried out. */
const rung = ({ server }: World): number => server.rung.length - 1;

describe("a server that is away", () => {
  test("[SY12.2] is dialled three times unasked, and from then on only rung", async () => {
    const world = await bereft();
    while (dialled(world) < 3) await world.clock.advance(10);
    expect(rung(world)).toBe(0);
    await world.clock.advance(30_000);
    expect(dialled(world)).toBe(3);
    expect(rung(world)).toBeGreaterThan(20);
    expect(new Set(world.server.rung.map(({ url }) => url))).toEqual(new Set(["http://play.example/trpc/healthz"]));
  });

  test.each([3, 20, 75, 590])(
    "[DU1] that comes back after %i s is found within two seconds, with fewer failed sockets than a browser minds",
    async (seconds) => {
      for (let seed = 1; seed <= 10; seed += 1) {
        const world = await bereft({ ports: { random: new FakeRandom(seed * 7_919) } });
        await world.clock.advance(1_000 * seconds);
        expect(world.client.connection.status).not.toBe("live");
        expect(dialled(world)).toBeLessThanOrEqual(UNFELT);
        world.server.network = "up";
        await world.clock.advance(1_600);
        expect(world.client.connection.status).toBe("live");
      }
    },
  );

  test("[SY12.2] a client that hears of it is reconnecting all the while, try after try", async () => {
    const world = await bereft();
    const seen: string[] = [];
    world.client.onConnection(({ status }) => seen.push(status));
    await world.clock.advance(20_000);
    expect(new Set(seen)).toEqual(new Set(["connecting", "waiting"]));
    expect(seen.every((status, at) => status !== seen[at - 1])).toBe(true);
  });

  test("[SY12.2] is rung by each client at a moment of its own", async () => {
    const moments: number[] = [];
    for (let seed = 1; seed <= 40; seed += 1) {
      const world = await bereft({ ports: { random: new FakeRandom(seed * 7_919) } });
      const lostAt = world.clock.now();
      await world.clock.advance(30_000);
      moments.push((world.server.rung.find(({ at }) => at > lostAt + 20_000)?.at ?? 0) - lostAt - 20_000);
    }
    expect(new Set(moments).size).toBeGreaterThan(35);
    expect(Math.min(...moments)).toBeLessThan(200);
    expect(Math.max(...moments)).toBeGreaterThan(700);
  });

  test("[SY12.2] that is one of several is dialled once at each of them before it is rung, and rung where it is dialled", async () => {
    const nodes = ["a", "b", "c", "d", "e"].map((name) => `http://${name}.example`);
    const world = await bereft({ url: nodes });
    await world.clock.advance(40_000);
    const hosts = world.server.sockets.slice(1).map(({ url }) => new URL(url).host);
    expect(new Set(hosts).size).toBe(nodes.length);
    expect(hosts).toHaveLength(nodes.length);
    expect(new Set(world.server.rung.map(({ url }) => new URL(url).host)).size).toBe(nodes.length);
    world.server.network = "up";
    await world.clock.advance(1_600);
    expect(world.client.connection.status).toBe("live");
    const [last] = world.server.rung.slice(-1);
    expect(new URL(world.server.socket.url).host).toBe(new URL(last?.url ?? "").host);
  });
});

describe("what is heard", () => {
  test("[SY12.2] nothing for two seconds, as of a frozen server, says nothing: a socket is dialled", async () => {
    const world = await bereft();
    await world.clock.advance(10_000);
    const before = rung(world);
    world.server.network = "hang";
    while (rung(world) === before) await world.clock.advance(1);
    await world.clock.advance(1_998);
    expect(dialled(world)).toBe(3);
    await world.clock.advance(3);
    expect(dialled(world)).toBe(4);
  });

  test("[SY12.2] an answer of somebody else, where sockets still fail, leaves the usual tries with the usual waits", async () => {
    const world = await bereft();
    world.server.bell = "answered by others";
    const waits: number[] = [];
    world.client.onConnection((connection) => {
      if (connection.status === "waiting") waits.push(connection.retryAt - world.clock.now());
    });
    await world.clock.advance(30_000);
    expect(dialled(world)).toBe(rung(world) + 3);
    expect(Math.max(...waits)).toBeGreaterThan(1_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_500);
  });

  test("[SY12.2] nobody, where requests never came through, is not believed: every try is a socket", async () => {
    const world = makeWorld();
    world.server.bell = "cut";
    await resumed(world);
    world.server.network = "down";
    world.server.socket.drop(1006);
    await world.clock.advance(30_000);
    expect(rung(world)).toBe(0);
    expect(dialled(world)).toBeGreaterThan(20);
    world.server.network = "up";
    await world.clock.advance(1_600);
    expect(world.client.connection.status).toBe("live");
  });

  test("[SY12.2] nobody, where requests have stopped coming through, is believed for 200 tries, and not in the next outage", async () => {
    const world = await bereft();
    const { server, clock, client } = world;
    server.bell = "cut";
    await clock.advance(10_000);
    server.network = "up";
    while (client.connection.status !== "live") await clock.advance(1_000);
    expect([dialled(world), rung(world)]).toEqual([4, 199 - 3 + 1]);
    await clock.advance(6_000);
    const before = rung(world);
    server.network = "down";
    server.socket.drop(1006);
    await clock.advance(30_000);
    expect(rung(world)).toBe(before);
    expect(dialled(world)).toBeGreaterThan(24);
  });

  test.each(["a", "b"])(
    "[SY12.2] the one of two nodes that is back is found where requests have stopped coming through: %s stays away",
    async (gone) => {
      const world = await bereft({ url: ["http://a.example", "http://b.example"] });
      const { server, clock, client } = world;
      server.bell = "cut";
      server.down.add(`${gone}.example`);
      await clock.advance(10_000);
      server.network = "up";
      while (client.connection.status !== "live" && rung(world) < 2 * 200) await clock.advance(1_000);
      expect(client.connection.status).toBe("live");
    },
  );

  test("[SY12.2] nothing, where requests are swallowed by now, delays a socket by two seconds, and none in the next outage", async () => {
    const world = await bereft();
    const { server, clock, client } = world;
    server.bell = "mute";
    await clock.advance(10_000);
    server.network = "up";
    await clock.advance(3_600);
    expect(client.connection.status).toBe("live");
    await clock.advance(6_000);
    const before = rung(world);
    server.network = "down";
    server.socket.drop(1006);
    await clock.advance(30_000);
    expect(rung(world)).toBe(before);
  });

  test("[SY12.2] somebody, once requests come through again, is believed from then on", async () => {
    const world = makeWorld();
    const { server, clock } = world;
    server.bell = "cut";
    await resumed(world);
    server.bell = "well";
    server.socket.drop(1006);
    await clock.advance(6_000);
    server.network = "down";
    server.socket.drop(1006);
    await clock.advance(30_000);
    expect(dialled(world)).toBe(1 + 3);
  });

  test("[SY12.2] without a doorbell every try is a socket", async () => {
    const world = await bereft({ ports: { ring: null } });
    await world.clock.advance(30_000);
    expect(world.server.rung).toEqual([]);
    expect(dialled(world)).toBeGreaterThan(20);
  });
});

describe("whoever waits for an answer", () => {
  test("[SY12.2] and closes hears no more, and leaves nothing behind", async () => {
    for (const network of ["hang", "down"] as const) {
      const world = await bereft();
      await world.clock.advance(10_000);
      const before = rung(world);
      world.server.network = network;
      while (rung(world) === before) await world.clock.advance(1);
      const seen: string[] = [];
      world.client.onConnection(({ status }) => seen.push(status));
      world.client.close();
      expect(world.clock.waiting).toBe(0);
      await world.clock.advance(60_000);
      expect(seen).toEqual(["closed"]);
      expect(dialled(world)).toBe(3);
    }
  });

  test("[SY12.2] and closes when told of the try is not rung for", async () => {
    const world = await bereft();
    await world.clock.advance(10_000);
    const before = rung(world);
    world.client.onConnection(({ status }) => status === "connecting" && world.client.close());
    await world.clock.advance(10_000);
    expect(rung(world)).toBe(before);
    expect(world.clock.waiting).toBe(0);
  });

  test("[SY12] is a page that is shown again: it rings within 300 ms", async () => {
    const world = await bereft({ backoff: { briefMs: 10_000 } });
    await world.clock.advance(300_000);
    const before = rung(world);
    world.server.network = "up";
    world.wakeUp();
    await world.clock.advance(310);
    expect(rung(world)).toBe(before + 1);
    expect(world.client.connection.status).toBe("live");
  });
});
