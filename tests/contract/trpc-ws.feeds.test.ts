/** Feeds, shared payloads and readers that do not keep up. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createSocketServer,
  FEED,
  type Feed,
  type FeedEnd,
  fastSuperjson,
  Shared,
  type SocketLimits,
} from "@holdfast/trpc-ws";
import { initTRPC, TRPCError, tracked } from "@trpc/server";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { eventually } from "../support/eventually.js";
import { TestClock } from "../support/test-clock.js";
import { RawClient } from "./trpc-ws-fixture.js";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

/** One published value with its subscribers, as a match would be. */
class Board {
  readonly wakes = new Set<() => void>();
  takes = 0;
  closes = 0;
  end: FeedEnd | null = null;
  newest: Shared<unknown> = new Shared("0", "");

  publish(id: number, value: unknown): void {
    this.newest = new Shared(String(id), value);
    this.wakeAll();
  }

  finish(end: FeedEnd): void {
    this.end = end;
    this.wakeAll();
  }

  feed(): Feed<unknown> {
    return {
      [FEED]: (wake) => {
        let seen: Shared<unknown> | null = null;
        this.wakes.add(wake);
        return {
          take: () => {
            if (seen === this.newest) return this.end;
            this.takes++;
            seen = this.newest;
            return seen;
          },
          close: () => {
            this.closes++;
            this.wakes.delete(wake);
          },
        };
      },
      [Symbol.asyncIterator]: async function* () {},
    };
  }

  private wakeAll(): void {
    for (const wake of this.wakes) wake();
  }
}

async function start(limits: Partial<SocketLimits> = {}) {
  const board = new Board();
  const clock = new TestClock();
  const closed: number[] = [];
  const yields = { count: 0 };
  const t = initTRPC.create({ transformer: fastSuperjson, isDev: false });
  const router = t.router({
    board: t.procedure.subscription(() => board.feed()),
    brokenFeed: t.procedure.subscription(() => ({
      ...board.feed(),
      [FEED]: (wake: () => void) => ({
        ...board.feed()[FEED](wake),
        take: () => {
          throw new TRPCError({ code: "CONFLICT", message: "cannot say" });
        },
      }),
    })),
    flood: t.procedure.subscription(async function* () {
      for (;;) {
        yields.count++;
        yield "x".repeat(20_000);
      }
    }),
    sharedByGenerator: t.procedure.subscription(async function* () {
      yield tracked("7", new Shared("7", { n: 7 }));
      yield new Shared("8", { n: 8 });
    }),
    big: t.procedure.query(() => "y".repeat(50_000)),
    small: t.procedure.query(() => "z"),
  });
  const writes: number[] = [];
  const sockets = createSocketServer({
    router,
    createContext: () => ({}),
    clock,
    limits: { authDeadlineMs: 0, heartbeatDeadMs: 0, pingAfterMs: 0, maxInFlight: 1_000, ...limits },
    onClosed: (_, { code }) => closed.push(code),
  });
  const server = createServer();
  server.on("upgrade", (req, socket, head) => {
    const write = socket.write.bind(socket);
    socket.write = ((chunk: Buffer) => {
      writes.push(chunk.length);
      return write(chunk);
    }) as never;
    sockets.handleUpgrade(req, socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    sockets.close();
    server.close();
  });
  return {
    board,
    clock,
    closed,
    sockets,
    writes,
    yields,
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
}

async function join(url: string): Promise<RawClient> {
  const client = await RawClient.open(url);
  cleanups.push(() => client.close());
  return client;
}

/** A client that can stop reading. */
async function joinStalling(url: string): Promise<{ readonly socket: WebSocket; readonly frames: string[] }> {
  const socket = new WebSocket(url);
  cleanups.push(() => socket.terminate());
  const frames: string[] = [];
  socket.on("message", (data) => frames.push(String(data)));
  await new Promise((resolve) => socket.once("open", resolve));
  return { socket, frames };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const subscribe = (path: string, id = 1) => ({ id, method: "subscription", params: { path } });
const query = (path: string, id: number) => ({ id, method: "query", params: { path } });

describe("feeds", () => {
  test("[SY9] a subscriber starts with what is newest and hears each change as tracked data", async () => {
    const { board, url } = await start();
    board.publish(5, { n: 5 });
    const client = await join(url);
    client.send(subscribe("board"));
    await client.heard(2);
    board.publish(6, { n: 6 });
    await client.heard(3);
    expect(client.frames).toEqual([
      '{"id":1,"result":{"type":"started"}}',
      '{"id":1,"result":{"type":"data","data":{"json":{"id":"5","data":{"n":5}}},"id":"5"}}',
      '{"id":1,"result":{"type":"data","data":{"json":{"id":"6","data":{"n":6}}},"id":"6"}}',
    ]);
  });

  test("[SY9] changes of one turn are one frame: the newest", async () => {
    const { board, url } = await start();
    const client = await join(url);
    client.send(subscribe("board"));
    await client.heard(2);
    for (const n of [1, 2, 3]) board.publish(n, n);
    await client.heard(3);
    expect(client.frames[2]).toContain('"data":3');
    board.publish(4, 4);
    await client.heard(4);
    expect(client.frames[3]).toContain('"data":4');
  });

  test("[SY9] a payload is serialised once for all subscribers, whatever their ids", async () => {
    const { board, url } = await start();
    const clients = await Promise.all(Array.from({ length: 20 }, () => join(url)));
    for (const [index, client] of clients.entries()) client.send(subscribe("board", index % 12));
    await Promise.all(clients.map((client) => client.heard(2)));
    let serialised = 0;
    board.publish(1, { toJSON: () => ++serialised });
    await Promise.all(clients.map((client) => client.heard(3)));
    expect(serialised).toBe(1);
    for (const [index, client] of clients.entries())
      expect(client.frames[2]).toMatch(new RegExp(`^{"id":${index % 12},`));
  });

  test("[SY9] what is said in one turn leaves in one write", async () => {
    const { board, url, writes } = await start();
    const client = await join(url);
    client.send(subscribe("board"));
    await client.heard(2);
    writes.length = 0;
    board.publish(1, 1);
    client.send([query("small", 2), query("small", 3)]);
    await client.heard(5);
    expect(writes.length).toBeLessThanOrEqual(2);
    const before = writes.length;
    client.send([query("small", 4), query("small", 5), query("small", 6)]);
    await client.heard(8);
    expect(writes.length - before).toBe(1);
  });

  test("[SY12] a feed that ends says stopped, one that fails says why first", async () => {
    const { board, url } = await start();
    const client = await join(url);
    client.send(subscribe("board"));
    await client.heard(2);
    board.finish({});
    await client.heard(3);
    expect(client.frames[2]).toBe('{"id":1,"result":{"type":"stopped"}}');
    board.finish({ error: new TRPCError({ code: "CONFLICT", message: "superseded" }) });
    client.send(subscribe("board", 2));
    await client.heard(7);
    expect(client.frames.slice(3).map((frame) => JSON.parse(frame))).toMatchObject([
      { id: 2, result: { type: "started" } },
      { id: 2, result: { type: "data" } },
      { id: 2, error: { json: { message: "superseded" } } },
      { id: 2, result: { type: "stopped" } },
    ]);
    client.send(subscribe("brokenFeed", 3));
    await client.heard(10);
    expect(client.frames[8]).toContain("cannot say");
  });

  test("[SY12] the last change and the end may come in one turn: both are said", async () => {
    const { board, url } = await start();
    const client = await join(url);
    client.send(subscribe("board"));
    await client.heard(2);
    board.publish(9, "last");
    board.finish({});
    await client.heard(4);
    expect(client.frames[2]).toContain('"last"');
    expect(client.frames[3]).toContain("stopped");
  });

  test("[SY9] a feed is closed once, whichever way its subscription ends", async () => {
    const { board, url, sockets, closed } = await start();
    const client = await join(url);
    client.send(subscribe("board", 1));
    client.send({ id: 1, method: "subscription.stop" });
    client.send({ id: 1, method: "subscription.stop" });
    await client.heardWith("stopped");
    client.send(subscribe("board", 2));
    await client.heardWith('{"id":2,"result":{"type":"started"}}');
    const opened = board.closes + board.wakes.size;
    board.finish({});
    await client.heardWith('{"id":2,"result":{"type":"stopped"}}');
    expect(board.closes).toBe(opened);
    board.end = null;
    client.send([subscribe("board", 3), subscribe("board", 4)]);
    await client.heardWith('{"id":4,"result":{"type":"data"');
    expect(sockets.stats().subscriptions).toBe(2);
    client.close();
    await eventually(() => closed.length === 1);
    expect([board.closes, board.wakes.size]).toEqual([opened + 2, 0]);
  });

  test("[SY10] when a reader is closed the client has been told, and the connection may be closed if nothing lives on it", async () => {
    const { board, url, sockets } = await start();
    const client = await join(url);
    const openFeed = board.feed.bind(board);
    board.feed = () => {
      const feed = openFeed();
      return { ...feed, [FEED]: (wake) => ({ ...feed[FEED](wake), close: closeWhatIsIdle }) };
    };
    function closeWhatIsIdle(): void {
      for (const one of sockets.connections()) if (one.liveSubscriptions === 0) one.close(4409, "superseded");
    }
    client.send([subscribe("board", 1), subscribe("board", 2)]);
    await client.heard(4);
    client.send({ id: 1, method: "subscription.stop" });
    await client.heardWith("stopped");
    expect(client.closeCode).toBeNull();
    board.finish({ error: new TRPCError({ code: "CONFLICT", message: "taken over" }) });
    await client.closed();
    expect(client.frames.slice(5).map((frame) => JSON.parse(frame))).toMatchObject([
      { id: 2, error: { json: { message: "taken over" } } },
      { id: 2, result: { type: "stopped" } },
    ]);
    expect(client.closeCode).toBe(4409);
  });

  test("[SY9] a generator may yield shared payloads too", async () => {
    const { url } = await start();
    const client = await join(url);
    client.send(subscribe("sharedByGenerator"));
    await client.heard(4);
    expect(client.frames[1]).toBe(
      '{"id":1,"result":{"type":"data","data":{"json":{"id":"7","data":{"n":7}}},"id":"7"}}',
    );
    expect(client.frames[2]).toContain('"id":"8"');
  });
});

describe("readers that do not keep up", () => {
  test("[SY9] a stalled reader costs bounded bytes, jumps to the newest state, and disturbs nobody", async () => {
    const { board, url, sockets } = await start();
    const stalled = await joinStalling(url);
    const healthy = await join(url);
    stalled.socket.send(JSON.stringify(subscribe("board")));
    healthy.send(subscribe("board"));
    await eventually(() => stalled.frames.length === 2 && healthy.frames.length === 2);
    stalled.socket.pause();
    const body = "s".repeat(20_000);
    let version = 0;
    let most = 0;
    // The kernel takes some megabytes before the socket refuses any; half as much again comes after that.
    while (sockets.stats().bufferedBytes === 0) await publishOne();
    for (let more = 0; more < 200; more++) await publishOne();
    async function publishOne(): Promise<void> {
      board.publish(++version, { version, body });
      await healthy.heard(version + 2);
      most = Math.max(most, sockets.stats().bufferedBytes);
    }
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(262_144);
    stalled.socket.resume();
    await eventually(() => stalled.frames.at(-1)?.includes(`"version":${version},`) === true);
    expect(stalled.frames.length).toBeLessThanOrEqual(version + 2 - 195);
    expect(healthy.frames.length).toBe(version + 2);
  });

  test("[SY9] a reader behind for longer than the grace is closed with 4413; one that catches up is not", async () => {
    const { board, clock, closed, url, sockets } = await start();
    const stalled = await joinStalling(url);
    stalled.socket.send(JSON.stringify(subscribe("board")));
    await eventually(() => stalled.frames.length === 2);
    let version = 0;
    const stall = async () => {
      stalled.socket.pause();
      while (sockets.stats().bufferedBytes === 0) {
        board.publish(++version, "s".repeat(20_000));
        await nextTurn();
      }
    };
    await stall();
    await clock.advance(29_000);
    stalled.socket.resume();
    await eventually(() => sockets.stats().bufferedBytes === 0);
    await stall();
    await clock.advance(29_000);
    expect(closed).toEqual([]);
    await clock.advance(6_000);
    await eventually(() => closed.length === 1);
    expect(closed).toEqual([4413]);
    expect(board.wakes.size).toBe(0);
  });

  test("[SY9] a generator is not asked for more while its reader is behind", async () => {
    const { url, sockets, yields } = await start();
    const stalled = await joinStalling(url);
    stalled.socket.pause();
    stalled.socket.send(JSON.stringify(subscribe("flood")));
    await eventually(() => sockets.stats().bufferedBytes > 0);
    const before = await eventually(async () => {
      const seen = yields.count;
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      return yields.count === seen ? seen : undefined;
    });
    expect(sockets.stats().bufferedBytes).toBeLessThanOrEqual(262_144);
    stalled.socket.resume();
    await eventually(() => yields.count > before + 10);
  });

  test("[SY9] replies always go out, until a reader that takes none is cut", async () => {
    const { url, sockets, closed } = await start();
    const stalled = await joinStalling(url);
    const healthy = await join(url);
    stalled.socket.pause();
    let most = 0;
    for (let id = 1; closed.length === 0; id++) {
      stalled.socket.send(JSON.stringify(query("big", id)));
      await nextTurn();
      most = Math.max(most, sockets.stats().bufferedBytes);
    }
    expect(most).toBeLessThan(262_144 + 2 * 65_536 + 50_100);
    expect(sockets.stats().overflows).toBe(1);
    healthy.send(query("small", 1));
    await healthy.heard(1);
  });
});
