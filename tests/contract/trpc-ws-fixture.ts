/** One router behind two adapters, and a client that records what each of them says. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSocketServer, fastSuperjson, type SocketLimits, type SocketServer } from "@holdfast/trpc-ws";
import { initTRPC, lazy, TRPCError, tracked } from "@trpc/server";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { observable } from "@trpc/server/observable";
import superjson from "superjson";
import { WebSocket, WebSocketServer } from "ws";

export interface Context {
  readonly params: Readonly<Record<string, string | undefined>> | null;
  /** What procedures did, for cases where the wire alone does not show it. */
  readonly diary: string[];
}

/** Promises that procedures wait for and cases settle. */
export class Gate {
  private readonly waiting: (() => void)[] = [];
  private opened = 0;

  wait(): Promise<void> {
    if (this.opened > 0) {
      this.opened--;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  open(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.opened++;
    else next();
  }
}

type Transformer = typeof fastSuperjson;

export function buildRouter(transformer: Transformer, gate: Gate) {
  const t = initTRPC.context<Context>().create({
    transformer,
    isDev: false,
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      data: { ...shape.data, hint: error.code === "CONFLICT" ? "taken" : null },
    }),
  });
  const anything = t.procedure.input((value: unknown) => value);
  return t.router({
    echo: anything.query(({ input }) => input),
    store: anything.mutation(({ input }) => ({ stored: input })),
    rich: t.procedure.query(() => ({
      at: new Date(1_700_000_000_000),
      map: new Map([["a", new Set([1, 2])]]),
      nothing: undefined,
      big: 12n,
      odd: [Number.NaN, Number.POSITIVE_INFINITY, -0],
      plain: { deep: [1, "two", null, true] },
    })),
    nothing: t.procedure.query(() => undefined),
    twice: t.procedure.query(() => {
      const one = { n: 1 };
      return [one, one];
    }),
    params: t.procedure.query(({ ctx }) => ctx.params),
    diary: t.procedure.query(({ ctx }) => [...ctx.diary]),
    signal: t.procedure.mutation(({ signal }) => (signal === undefined ? "none" : signal.aborted)),
    held: anything.mutation(async ({ input, ctx }) => {
      ctx.diary.push(`begin ${String(input)}`);
      await gate.wait();
      ctx.diary.push(`end ${String(input)}`);
      return input;
    }),
    conflict: t.procedure.mutation(() => {
      throw new TRPCError({ code: "CONFLICT", message: "that seat is taken" });
    }),
    broken: t.procedure.query(() => {
      throw new Error("an internal detail");
    }),
    picky: t.procedure
      .input((value: unknown) => {
        if (typeof value !== "number") throw new Error("a number, please");
        return value;
      })
      .query(({ input }) => input + 1),
    layered: t.procedure
      .meta({ badge: 1 } as never)
      .use(({ ctx, next, meta }) => next({ ctx: { ...ctx, seen: ["outer", meta] } }))
      .input((value: unknown) => ({ first: value }))
      .input((value: unknown) => ({ second: String(value) }))
      .use(async ({ ctx, next }) => {
        const result = await next({ ctx: { seen: [...ctx.seen, "inner"] } });
        return result.ok ? { ...result, data: { wrapped: result.data } } : result;
      })
      .output((value: unknown) => value)
      .query(({ ctx, input }) => ({ input, seen: ctx.seen, params: ctx.params })),
    ownErrors: t.procedure
      .errors(({ shape }) => ({ ...shape, data: { ...shape.data, mine: true } }))
      .query(() => {
        throw new TRPCError({ code: "CONFLICT", message: "shaped by the procedure" });
      }),
    ownErrorsLater: t.procedure
      .errors(({ shape }) => ({ ...shape, data: { ...shape.data, mine: true } }))
      .subscription(async function* () {
        yield 1;
        throw new TRPCError({ code: "CONFLICT", message: "shaped by the procedure" });
      }),
    stuck: t.procedure.use((() => undefined) as never).query(() => 1),
    streamFromQuery: t.procedure.query(async function* () {
      yield 1;
    }),
    deep: { er: { still: t.procedure.query(() => "here") } },
    later: lazy(async () => ({ router: t.router({ found: t.procedure.query(() => "loaded") }) })),
    count: anything.subscription(async function* ({ input }) {
      for (let n = 1; n <= Number(input); n++) yield n;
    }),
    trackedFrom: anything.subscription(async function* ({ input }) {
      const last = lastEventIdOf(input);
      for (let n = last + 1; n <= last + 3; n++) yield tracked(String(n), { n, input });
    }),
    /** One value behind the last one seen, then silence. */
    ticks: anything.subscription(async function* ({ input, signal }) {
      const n = lastEventIdOf(input) + 1;
      yield tracked(String(n), n);
      await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
    }),
    dates: t.procedure.subscription(async function* () {
      yield { at: new Date(5), nothing: undefined };
    }),
    failing: t.procedure.subscription(async function* () {
      yield 1;
      throw new TRPCError({ code: "CONFLICT", message: "somebody else has it now" });
    }),
    refusing: t.procedure.subscription(async (): Promise<AsyncIterable<number>> => {
      throw new TRPCError({ code: "FORBIDDEN", message: "not yours" });
    }),
    notAStream: t.procedure.subscription((() => 7) as never),
    watched: t.procedure.subscription(() =>
      observable<number>((observer) => {
        observer.next(1);
        observer.next(2);
        observer.complete();
      }),
    ),
    watchedFailing: t.procedure.subscription(() =>
      observable<number>((observer) => {
        observer.next(1);
        observer.error(new TRPCError({ code: "CONFLICT", message: "gone wrong" }));
      }),
    ),
    watchedForever: t.procedure.subscription(({ ctx }) =>
      observable<number>((observer) => {
        observer.next(1);
        return () => {
          ctx.diary.push("unsubscribed");
        };
      }),
    ),
    forever: t.procedure.subscription(async function* ({ signal, ctx }) {
      try {
        yield "first";
        await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
      } finally {
        ctx.diary.push("cleaned up");
      }
    }),
    slowToOpen: t.procedure.subscription(async ({ ctx }) => {
      await gate.wait();
      return untilReturned(ctx.diary);
    }),
  });
}

export type FixtureRouter = ReturnType<typeof buildRouter>;

function lastEventIdOf(input: unknown): number {
  const hasId = typeof input === "object" && input !== null && "lastEventId" in input;
  return hasId ? Number(input.lastEventId) : 0;
}

function untilReturned(diary: string[]): AsyncIterable<string> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve({ done: false, value: "again" }),
      return: () => {
        diary.push("returned");
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
}

export interface Running {
  readonly kind: "stock" | "ours";
  readonly url: string;
  readonly gate: Gate;
  readonly diary: string[];
  /** Cuts every socket without a word. */
  cutAll(): void;
  notify(): void;
  stop(): Promise<void>;
}

/** Refuses the token "bad", as an application would. */
function contextOf(params: Context["params"], diary: string[]): Context {
  if (params?.token === "bad") throw new TRPCError({ code: "UNAUTHORIZED", message: "unknown token" });
  return { params, diary };
}

export async function startStock(): Promise<Running> {
  const gate = new Gate();
  const diary: string[] = [];
  const server = createServer();
  const wss = new WebSocketServer({ server });
  const adapter = applyWSSHandler({
    wss,
    router: buildRouter(superjson as never, gate),
    createContext: ({ info }) => contextOf(info.connectionParams, diary),
  });
  const url = await listen(server);
  const cutAll = () => {
    for (const client of wss.clients) client.terminate();
  };
  const stop = async () => {
    cutAll();
    wss.close();
    await closed(server);
  };
  return { kind: "stock", url, gate, diary, cutAll, notify: () => adapter.broadcastReconnectNotification(), stop };
}

const NO_DEADLINES = { authDeadlineMs: 0, heartbeatDeadMs: 0, pingAfterMs: 0 } as const;

export async function startOurs(
  limits: Partial<SocketLimits> = {},
): Promise<Running & { readonly sockets: SocketServer }> {
  const gate = new Gate();
  const diary: string[] = [];
  const server = createServer();
  const sockets = createSocketServer({
    router: buildRouter(fastSuperjson, gate),
    createContext: ({ connectionParams }) => contextOf(connectionParams, diary),
    limits: { ...NO_DEADLINES, ...limits },
  });
  server.on("upgrade", (req, socket, head) => sockets.handleUpgrade(req, socket, head));
  const url = await listen(server);
  const stop = async () => {
    sockets.close();
    await closed(server);
  };
  const cutAll = () => {
    for (const connection of sockets.connections()) cut(connection);
  };
  return { kind: "ours", url, gate, diary, sockets, cutAll, notify: () => notify(sockets), stop };
}

/** The notice alone, as the stock adapter's broadcast: long before anything is closed. */
function notify(sockets: SocketServer): void {
  void sockets.notifyReconnect();
}

function cut(connection: { close(code: number): void }): void {
  connection.close(1012);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** A client that speaks text frames and nothing else, and keeps what it heard. */
export class RawClient {
  readonly frames: string[] = [];
  closeCode: number | null = null;
  private waiting: { readonly isThere: () => boolean; readonly resolve: () => void }[] = [];

  private constructor(private readonly socket: WebSocket) {
    socket.on("message", (data) => this.hear(String(data)));
    socket.on("close", (code) => {
      this.closeCode = code;
      this.look();
    });
    socket.on("error", () => this.look());
  }

  static async open(url: string): Promise<RawClient> {
    const socket = new WebSocket(url);
    const client = new RawClient(socket);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  /** Resolves when `count` frames have been heard in all, or none can come any more. */
  heard(count: number): Promise<void> {
    return this.until(() => this.frames.length >= count);
  }

  /** Resolves when something heard contains `part`. */
  heardWith(part: string): Promise<void> {
    return this.until(() => this.frames.some((frame) => frame.includes(part)));
  }

  /** Sends a query behind everything and waits for it: what has not come by then does not come. */
  async fence(): Promise<void> {
    this.send({ id: "fence", method: "query", params: { path: "echo", input: { json: 0 } } });
    await this.heardWith('"fence"');
  }

  closed(): Promise<void> {
    return this.until(() => this.closeCode !== null);
  }

  close(): void {
    this.socket.terminate();
  }

  private until(isThere: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ isThere, resolve });
      this.look();
    });
  }

  private hear(frame: string): void {
    this.frames.push(frame);
    this.look();
  }

  private look(): void {
    const isOver = this.closeCode !== null;
    const done = this.waiting.filter((one) => isOver || one.isThere());
    this.waiting = this.waiting.filter((one) => !done.includes(one));
    for (const one of done) one.resolve();
  }
}
