/** Who is let in, who is sent away and when. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { eventually } from "../support/eventually.js";
import { ask, cleanups, join, start } from "./trpc-ws-bounded.js";
import type { RawClient } from "./trpc-ws-fixture.js";

describe("deadlines", () => {
  test("[ID1] a socket that nobody identifies is closed with 4401 at the deadline", async () => {
    const { url, clock, closed } = await start();
    const client = await join(`${url}/?connectionParams=1`);
    await clock.advance(4_900);
    client.send("PING");
    await client.heardWith("PONG");
    expect(closed).toEqual([]);
    await clock.advance(1_100);
    await client.closed();
    expect(client.closeCode).toBe(4401);
  });

  test("[ID1] an identified socket outlives the deadline", async () => {
    const { url, clock, closed } = await start();
    const client = await join(url);
    client.send(ask(1, "mutation", "guest"));
    await client.heard(1);
    await clock.advance(9_000);
    expect(closed).toEqual([]);
  });

  test("[SY3] silence is asked after with a PING and ends with 4408", async () => {
    const { url, clock, closed } = await start({ limits: { authDeadlineMs: 0 } });
    const silent = await join(url);
    const alive = await join(url);
    await clock.advance(9_000);
    alive.send("PING");
    await alive.heardWith("PONG");
    await clock.advance(2_000);
    await silent.heardWith("PING");
    expect(closed).toEqual([]);
    await clock.advance(5_000);
    await silent.closed();
    expect(silent.closeCode).toBe(4408);
    expect(alive.closeCode).toBeNull();
  });

  test("[SY2] any frame is a sign of life, protocol pings included", async () => {
    const { port, clock, closed, sockets } = await start({ limits: { authDeadlineMs: 0 } });
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    cleanups.push(() => socket.terminate());
    await new Promise((resolve) => socket.once("open", resolve));
    const [connection] = sockets.connections();
    for (let times = 0; times < 3; times++) {
      await clock.advance(9_000);
      socket.ping();
      await new Promise((resolve) => socket.once("pong", resolve));
    }
    expect(connection?.lastSeenAt).toBe(clock.now());
    expect(closed).toEqual([]);
  });

  test("[OP1] one timer watches over all connections and none is left when they are gone", async () => {
    const { url, clock, closed } = await start();
    const clients = await Promise.all([join(url), join(url), join(url)]);
    expect(clock.waiting).toBe(1);
    for (const client of clients) client.close();
    await eventually(() => closed.length === 3);
    await clock.advance(2_000);
    expect(clock.waiting).toBe(0);
  });
});

/** It is answered now. */
async function stillServed(client: RawClient): Promise<void> {
  const pongs = () => client.frames.filter((frame) => frame === "PONG").length;
  const before = pongs();
  client.send("PING");
  await eventually(() => pongs() > before);
}

/** A connection whose other end says nothing after the handshake, not even goodbye. */
async function muteClient(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  cleanups.push(() => void socket.destroy());
  const key = Buffer.alloc(16).toString("base64");
  const head = ["GET / HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"];
  socket.on("error", () => {});
  socket.write(`${[...head, `Sec-WebSocket-Key: ${key}`].join("\r\n")}\r\n\r\n`);
  await once(socket, "data");
  socket.resume();
  return socket;
}

describe("draining", () => {
  test("[DU9] clients leave one after the other: each is served until its moment, told, and closed with 4503", async () => {
    const { url, clock, sockets, closed } = await start({ limits: { authDeadlineMs: 0 } });
    const clients = await Promise.all(Array.from({ length: 4 }, () => join(url)));
    const drained = sockets.drain({ overMs: 1_000, handOverMs: 200 });
    // Told at 100, 300, 500 and 700, closed 200 later; looked at every 20.
    for (const [told, gone] of [
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
    ] as const) {
      await eventually(() => closed.length === gone);
      const heard = clients.filter(({ frames }) => frames.includes('{"id":null,"method":"reconnect"}'));
      await Promise.all(clients.filter((client) => client.closeCode === null).map((client) => stillServed(client)));
      expect([heard.length, closed.length]).toEqual([told, gone]);
      await clock.advance(told === 0 ? 120 : 200);
    }
    await drained;
    await Promise.all(clients.map((client) => client.closed()));
    expect(clients.map((client) => client.closeCode)).toEqual([4503, 4503, 4503, 4503]);
    expect(closed.map(({ reason }) => reason)).toEqual(closed.map(() => '{"reconnectAfterMs":0}'));
  });

  test("[DU9] a call in flight is answered before its connection is closed, though the time is over", async () => {
    const { url, clock, sockets, gate } = await start();
    const client = await join(url);
    client.send(ask(1, "mutation", "held"));
    await stillServed(client);
    const drained = sockets.drain({ overMs: 1_000 });
    await clock.advance(2_000);
    expect(client.closeCode).toBeNull();
    gate.open();
    await client.heardWith('{"id":1,"result"');
    await clock.advance(20);
    await client.closed();
    expect(client.closeCode).toBe(4503);
    await drained;
  });

  test("[DU9] a call that is not answered, and a client that does not say goodbye, hold up nobody for long", async () => {
    const { url, port, clock, sockets } = await start();
    const client = await join(url);
    client.send(ask(1, "mutation", "held"));
    await stillServed(client);
    const mute = await muteClient(port);
    const drained = sockets.drain({ overMs: 1_000 });
    await clock.advance(2_500);
    await client.closed();
    expect(client.closeCode).toBe(4503);
    expect(mute.destroyed).toBe(false);
    await clock.advance(1_000);
    await drained;
    await eventually(() => mute.destroyed);
  });

  test("[DU9] a server that nobody is connected to has nothing to wait for", async () => {
    const { sockets } = await start();
    await sockets.drain({ overMs: 1_000 });
  });

  test("[DU9] nobody is let in any more", async () => {
    const { url, sockets } = await start();
    const drained = sockets.drain({ overMs: 0 });
    await expect(join(url)).rejects.toThrow("503");
    await drained;
  });
});

/** What a refused upgrade says of when to come back. */
function headerOfRefusal(url: string): Promise<string | undefined> {
  const socket = new WebSocket(url);
  socket.on("error", () => {});
  return new Promise((resolve) => {
    socket.on("unexpected-response", (_, response) => {
      resolve(response.headers["retry-after"]);
      response.destroy();
    });
  });
}

describe("at the door", () => {
  test("[SY6] a wrong path is 404, a wrong origin 403, and neither is upgraded", async () => {
    const { port, sockets } = await start({ path: "/trpc", allowedOrigins: ["https://play.example"] });
    const knock = (path: string, origin?: string) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, origin === undefined ? {} : { origin });
        cleanups.push(() => socket.terminate());
        socket.on("unexpected-response", (_, response) => resolve(response.statusCode));
        socket.on("open", () => resolve("open"));
        socket.on("error", () => {});
      });
    expect(await knock("/nope")).toBe(404);
    for (const origin of [
      "https://play.example.evil",
      "null",
      "https://evil",
      "http://play.example",
      "https://play.example:444",
    ]) {
      expect(await knock("/trpc", origin)).toBe(403);
    }
    expect(sockets.stats().connections).toBe(0);
    expect(await knock("/trpc?connectionParams=1", "https://play.example")).toBe("open");
    expect(await knock("/trpc")).toBe("open");
  });

  test("[DU9] of a crowd only so many are let in each second; nothing is done for the others, who are told when to come", async () => {
    let contexts = 0;
    const { url, clock, sockets } = await start({
      limits: { maxAcceptsPerSecond: 5, authDeadlineMs: 0 },
      createContext: ({ connection }) => {
        contexts += 1;
        return { connection };
      },
    });
    const knock = () =>
      join(url).then(
        () => "in",
        (why: Error) => why.message,
      );
    const crowd = await Promise.all(Array.from({ length: 12 }, knock));
    expect(crowd.filter((answer) => answer === "in")).toHaveLength(5);
    for (const answer of crowd.filter((one) => one !== "in")) expect(answer).toContain("503");
    expect([sockets.stats().connections, contexts]).toEqual([5, 5]);
    expect(await headerOfRefusal(url)).toBe("1");
    await clock.advance(400);
    const later = await Promise.all([knock(), knock(), knock()]);
    expect(later.filter((answer) => answer === "in")).toHaveLength(2);
    await clock.advance(60_000);
    const afterAWhile = await Promise.all(Array.from({ length: 6 }, knock));
    expect(afterAWhile.filter((answer) => answer === "in")).toHaveLength(5);
  });

  test("[SY6] a rule that fails lets nobody in and harms nothing", async () => {
    const { url } = await start({
      addressOf: () => {
        throw new Error("no such header");
      },
    });
    await expect(join(url)).rejects.toThrow("500");
    await expect(join(url)).rejects.toThrow("500");
  });

  test("[ID1] a connection closed on arrival gets no context", async () => {
    let contexts = 0;
    const { url } = await start({
      onConnection: (connection) => connection.close(4429, "banned"),
      createContext: ({ connection }) => {
        contexts++;
        return { connection };
      },
    });
    const client = await join(url);
    await client.closed();
    expect([client.closeCode, contexts]).toEqual([4429, 0]);
  });

  test("[SY6] one address may hold so many connections and no more", async () => {
    const { url, closed } = await start({ limits: { maxConnectionsPerAddress: 2 } });
    const first = await join(url);
    await join(url);
    await expect(join(url)).rejects.toThrow("429");
    first.close();
    await eventually(() => closed.length === 1);
    await join(url);
  });

  test("[SY6] the server may hold so many connections and no more", async () => {
    const { url } = await start({ limits: { maxConnections: 1 } });
    await join(url);
    await expect(join(url)).rejects.toThrow("503");
  });

  test("[ID1] a context that cannot be made just now is no reason to stop for good", async () => {
    const refuseWith = async (error: unknown) => {
      const { url } = await start({ createContext: () => Promise.reject(error) });
      const client = await join(url);
      await client.closed();
      return client.closeCode;
    };
    expect(await refuseWith(new TRPCError({ code: "UNAUTHORIZED" }))).toBe(4401);
    expect(await refuseWith(new TRPCError({ code: "SERVICE_UNAVAILABLE" }))).toBe(1011);
    expect(await refuseWith(new TRPCError({ code: "TOO_MANY_REQUESTS" }))).toBe(4429);
    expect(await refuseWith(new Error("database"))).toBe(1011);
  });

  test.each([
    { inTime: true, done: [5] },
    { inTime: false, done: [] },
  ])("[ID1] what came before the context runs only if the context comes in time: $inTime", async ({ inTime, done }) => {
    let release = (): void => {};
    const entered = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { url, clock, router } = await start({
      createContext: async ({ connection }) => {
        await entered;
        return { connection };
      },
    });
    const client = await join(url);
    client.send(ask(5, "mutation", "append"));
    client.send("PING");
    await client.heardWith("PONG");
    if (!inTime) {
      await clock.advance(6_000);
      await client.closed();
    }
    release();
    await clock.advance(1);
    await clock.advance(1);
    expect(router.done).toEqual(done);
  });
});
