/** tRPC's own client from npm, unchanged, against the stock adapter and ours: both must give it the same life. */
import { createTRPCClient, createWSClient, type WebSocketClientOptions, wsLink } from "@trpc/client";
import superjson from "superjson";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type FixtureRouter, type Running, startOurs, startStock } from "./trpc-ws-fixture.js";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(kind: "stock" | "ours"): Promise<Running> {
  const server = kind === "stock" ? await startStock() : await startOurs();
  cleanups.push(() => server.stop());
  return server;
}

function connect(server: Running, options: Partial<WebSocketClientOptions> = {}) {
  const socket = createWSClient({ url: server.url, WebSocket: WebSocket as never, retryDelayMs: () => 1, ...options });
  cleanups.push(() => socket.close());
  return {
    socket,
    client: createTRPCClient<FixtureRouter>({ links: [wsLink({ client: socket, transformer: superjson })] }),
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Collects what a subscription says, and lets a test wait for it. */
class Listener {
  readonly heard: string[] = [];
  private waiting: { readonly part: string; readonly times: number; readonly resolve: () => void }[] = [];

  readonly callbacks = {
    onStarted: () => this.hear("started"),
    onData: (value: unknown) => this.hear(`data ${JSON.stringify(value)}`),
    onError: (error: { readonly message: string; readonly data?: unknown }) => this.hear(`error ${error.message}`),
    onStopped: () => this.hear("stopped"),
    onComplete: () => this.hear("complete"),
  };

  until(part: string, times = 1): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ part, times, resolve });
      this.look();
    });
  }

  private hear(line: string): void {
    this.heard.push(line);
    this.look();
  }

  private look(): void {
    for (const one of this.waiting) {
      if (this.heard.filter((line) => line.includes(one.part)).length >= one.times) one.resolve();
    }
  }
}

describe.each(["stock", "ours"] as const)("the stock client with the %s adapter", (kind) => {
  test("[SY6] rich values arrive as themselves, both ways", async () => {
    const { client } = connect(await start(kind));
    const sent = { at: new Date(7), map: new Map([[1, new Set(["x"])]]), nothing: undefined, big: 2n ** 70n };
    expect(await client.echo.query(sent)).toEqual(sent);
    expect(await client.nothing.query()).toBeUndefined();
  });

  test("[SY6] calls of one tick travel as one batch and each gets its own answer", async () => {
    const { client } = connect(await start(kind));
    const answers = await Promise.allSettled([
      client.echo.query(1),
      client.conflict.mutate(),
      client.deep.er.still.query(),
    ]);
    expect(answers.map((one) => (one.status === "fulfilled" ? one.value : one.reason.data.hint))).toEqual([
      1,
      "taken",
      "here",
    ]);
  });

  test("[SY6] an error carries the code and what the router's formatter adds", async () => {
    const { client } = connect(await start(kind));
    const error = await client.conflict.mutate().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      message: "that seat is taken",
      data: { code: "CONFLICT", path: "conflict", hint: "taken" },
    });
  });

  test("[SY6] a subscription starts, gives its values and completes", async () => {
    const { client } = connect(await start(kind));
    const listener = new Listener();
    client.count.subscribe(2, listener.callbacks);
    await listener.until("complete");
    expect(listener.heard).toEqual(["started", "data 1", "data 2", "stopped", "complete"]);
  });

  test("[SY12] a subscription that fails tells the client", async () => {
    const { client } = connect(await start(kind));
    const listener = new Listener();
    client.failing.subscribe(undefined, listener.callbacks);
    await listener.until("error");
    expect(listener.heard.slice(0, 3)).toEqual(["started", "data 1", "error somebody else has it now"]);
  });

  test("[SY6] unsubscribing stops the generator on the server", async () => {
    const server = await start(kind);
    const { client } = connect(server);
    const listener = new Listener();
    const subscription = client.forever.subscribe(undefined, listener.callbacks);
    await listener.until("data");
    expect(server.diary).toEqual([]);
    subscription.unsubscribe();
    await client.echo.query("after the stop");
    expect(server.diary).toEqual(["cleaned up"]);
  });

  test("[SY13] after a cut the subscription resumes behind the last id it saw", async () => {
    const server = await start(kind);
    const { client } = connect(server);
    const listener = new Listener();
    client.ticks.subscribe({}, listener.callbacks);
    await listener.until("data");
    server.cutAll();
    await listener.until("data", 2);
    expect(listener.heard.filter((line) => line.startsWith("data"))).toEqual([
      'data {"id":"1","data":1}',
      'data {"id":"2","data":2}',
    ]);
  });

  test("[ID1] connectionParams are asked for again at every connection", async () => {
    const server = await start(kind);
    let asked = 0;
    const { client } = connect(server, { connectionParams: async () => ({ token: `t${++asked}` }) });
    expect(await client.params.query()).toEqual({ token: "t1" });
    const listener = new Listener();
    client.forever.subscribe(undefined, listener.callbacks);
    await listener.until("data");
    server.cutAll();
    await listener.until("data", 2);
    expect(await client.params.query()).toEqual({ token: "t2" });
  });

  test("[DU9] on the reconnect notice the client moves over and loses nothing", async () => {
    const server = await start(kind);
    let opened = 0;
    const { client } = connect(server, { onOpen: () => opened++ });
    const listener = new Listener();
    client.ticks.subscribe({}, listener.callbacks);
    await listener.until("data");
    const held = client.held.mutate("m");
    while (server.diary.length === 0) await nextTurn();
    server.notify();
    await listener.until("data", 2);
    server.gate.open();
    expect(await held).toBe("m");
    expect(opened).toBe(2);
    expect(listener.heard).toEqual(["started", 'data {"id":"1","data":1}', 'data {"id":"2","data":2}']);
  });

  test("[SY2] the client's keep-alive is answered, so the connection stays", async () => {
    const server = await start(kind);
    const closes: unknown[] = [];
    let pongs = 0;
    class Counting extends WebSocket {
      constructor(url: string) {
        super(url);
        this.on("message", (data) => {
          if (String(data) === "PONG") this.emit("pongs", ++pongs);
        });
      }
    }
    const { client } = connect(server, {
      WebSocket: Counting as never,
      keepAlive: { enabled: true, intervalMs: 5, pongTimeoutMs: 10_000 },
      onClose: (cause) => closes.push(cause),
    });
    await client.echo.query(1);
    while (pongs < 3) await nextTurn();
    expect(await client.echo.query(2)).toBe(2);
    expect(closes).toEqual([]);
  });

  test("[SY6] an aborted call is abandoned by the client and still done by the server", async () => {
    const server = await start(kind);
    const { client } = connect(server);
    const abort = new AbortController();
    const held = client.held.mutate("m", { signal: abort.signal }).catch(() => "abandoned");
    while (server.diary.length === 0) await nextTurn();
    abort.abort();
    expect(await held).toBe("abandoned");
    server.gate.open();
    while (server.diary.length < 2) await nextTurn();
    expect(server.diary).toEqual(["begin m", "end m"]);
  });
});
