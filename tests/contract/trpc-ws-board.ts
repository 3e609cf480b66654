/** A socket server with one published value and its subscribers, and clients that read or do not. All end with their test. */
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
import { afterEach } from "vitest";
import { WebSocket } from "ws";
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

export async function start(limits: Partial<SocketLimits> = {}) {
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

export async function join(url: string): Promise<RawClient> {
  const client = await RawClient.open(url);
  cleanups.push(() => client.close());
  return client;
}

/** A client that can stop reading. */
export async function joinStalling(url: string): Promise<{ readonly socket: WebSocket; readonly frames: string[] }> {
  const socket = new WebSocket(url);
  cleanups.push(() => socket.terminate());
  const frames: string[] = [];
  socket.on("message", (data) => frames.push(String(data)));
  await new Promise((resolve) => socket.once("open", resolve));
  return { socket, frames };
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export const subscribe = (path: string, id = 1) => ({ id, method: "subscription", params: { path } });
export const query = (path: string, id: number) => ({ id, method: "query", params: { path } });
