/** The SDK against tRPC's stock WebSocket adapter and ours, with a `match` router that only pretends. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createClient, type Client, type MatchFrame } from "@holdfast/sdk";
import { createSocketServer, fastSuperjson } from "@holdfast/trpc-ws";
import { initTRPC, TRPCError, tracked } from "@trpc/server";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import superjson from "superjson";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { eventually } from "../support/eventually.js";

const MATCH = "10000000-0000-4000-8000-000000000001";

/** What the pretended match remembers, and how often it was asked. */
class Log {
  readonly accepted = new Map<string, number>();
  calls = 0;
  readonly resumedFrom: (string | null)[] = [];
  #changed: (() => void)[] = [];

  get version(): number {
    return this.accepted.size;
  }
  accept(msgId: string): { version: number; duplicate: boolean } {
    this.calls += 1;
    const earlier = this.accepted.get(msgId);
    if (earlier !== undefined) return { version: earlier, duplicate: true };
    this.accepted.set(msgId, this.version + 1);
    for (const wake of this.#changed.splice(0)) wake();
    return { version: this.version, duplicate: false };
  }
  next(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      this.#changed.push(resolve);
      signal?.addEventListener("abort", () => resolve(), { once: true });
    });
  }
}

function frame(version: number, from: number | null): MatchFrame {
  const fixed = {
    matchId: MATCH,
    game: "tic-tac-toe",
    epoch: 1,
    status: "playing" as const,
    view: null,
    outcome: null,
    deadline: null,
  };
  const rest = {
    lastMove: null,
    toMove: [0],
    seats: [],
    spectators: 0,
    you: { role: "player" as const, seat: 0 },
    serverTime: Date.now(),
  };
  return { kind: "state", ...fixed, ...rest, version, from, events: [] };
}

function router(log: Log, transformer: typeof fastSuperjson) {
  const t = initTRPC.context<{ token: string | undefined }>().create({ transformer, isDev: false });
  const known = t.procedure.use(({ ctx, next }) => {
    if (ctx.token === "wrong") throw new TRPCError({ code: "UNAUTHORIZED" });
    return next();
  });
  const object = known.input((value: unknown) => value as Record<string, unknown>);
  return t.router({
    session: t.router({ me: known.query(() => ({ playerId: "p", name: "Ada", scope: "user", expiresAt: 0 })) }),
    match: t.router({
      resume: object.mutation(() => ({ ok: true, value: { state: frame(log.version, null) } })),
      get: object.query(() => ({ code: "K7P2QX", watchKey: null })),
      move: object.mutation(({ input }) => {
        const { cell } = input.move as { cell: number };
        if (cell > 8) throw new TRPCError({ code: "BAD_REQUEST", message: "no such cell" });
        const { version, duplicate } = log.accept(String(input.msgId));
        return { ok: true, value: { matchId: MATCH, version, at: 1, duplicate, durable: true } };
      }),
      state: object.subscription(async function* ({ input, signal }) {
        log.resumedFrom.push(
          input.knownVersion === undefined ? null : `${String(input.epoch)}:${String(input.knownVersion)}`,
        );
        for (let held = input.knownVersion as number; !signal?.aborted; held = log.version) {
          yield tracked(`1:${log.version}`, frame(log.version, held));
          await log.next(signal);
        }
      }),
    }),
  });
}

interface Running {
  readonly url: string;
  readonly log: Log;
  notifyReconnect(): void;
  /** Cuts every connection without a word. */
  cut(): void;
  stop(): Promise<void>;
}

async function listening(http: Server): Promise<string> {
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

async function stock(): Promise<Running> {
  const log = new Log();
  const http = createServer();
  const wss = new WebSocketServer({ server: http, path: "/trpc" });
  const handler = applyWSSHandler({
    wss,
    router: router(log, superjson),
    createContext: ({ info }) => ({ token: info.connectionParams?.token }),
  });
  const cut = (): void => {
    for (const client of wss.clients) client.terminate();
  };
  return {
    url: await listening(http),
    log,
    notifyReconnect: () => handler.broadcastReconnectNotification(),
    cut,
    async stop() {
      cut();
      wss.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

async function ours(): Promise<Running> {
  const log = new Log();
  const http = createServer();
  const server = createSocketServer({
    router: router(log, fastSuperjson),
    createContext: ({ connection, connectionParams }) => {
      connection.identify();
      return { token: connectionParams?.token };
    },
  });
  const streams = new Set<Duplex>();
  http.on("upgrade", (req, stream, head) => {
    streams.add(stream);
    server.handleUpgrade(req, stream, head);
  });
  const cut = (): void => {
    for (const stream of streams) stream.destroy();
  };
  return {
    url: await listening(http),
    log,
    notifyReconnect: () => server.notifyReconnect(),
    cut,
    async stop() {
      server.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

async function connect(start: () => Promise<Running>, token = "right"): Promise<{ running: Running; client: Client }> {
  const running = await start();
  const client = createClient({ url: running.url, token });
  ending.push(
    () => client.close(),
    () => running.stop(),
  );
  return { running, client };
}

describe.each([["the stock adapter", stock] as const, ["our adapter", ours] as const])("against %s", (_name, start) => {
  test("[SY1] calls, refusals and tracked frames go through", async () => {
    const { running, client } = await connect(start);
    expect(await client.me()).toEqual({ playerId: "p", name: "Ada" });
    const match = await client.resume(MATCH);
    expect(match.code).toBe("K7P2QX");
    expect(await match.move({ type: "move", cell: 4 })).toMatchObject({ ok: true, value: { version: 1 } });
    await eventually(() => match.snapshot?.version === 1);
    expect(await match.move({ type: "move", cell: 9 })).toMatchObject({
      ok: false,
      rejection: { code: "invalid_message" },
    });
    expect(running.log.calls).toBe(1);
    expect(client.connection.status).toBe("live");
  });

  test("[SY5] a connection cut in the middle costs nothing: subscribed again from the version held, moves once", async () => {
    const { running, client } = await connect(start);
    const match = await client.resume(MATCH);
    await eventually(() => match.status === "live");
    for (let turn = 1; turn <= 3; turn += 1) {
      const move = match.move({ type: "move", cell: turn });
      running.cut();
      expect(await move).toMatchObject({ ok: true, value: { version: turn } });
      await eventually(() => match.status === "live" && match.snapshot?.version === turn);
    }
    expect(running.log.version).toBe(3);
    expect(running.log.resumedFrom.length).toBeGreaterThan(3);
    expect(running.log.resumedFrom).not.toContain(null);
  });

  test("[DU9] a reconnect notice moves the client to a new connection", async () => {
    const { running, client } = await connect(start);
    const match = await client.resume(MATCH);
    await eventually(() => match.status === "live");
    const subscriptions = running.log.resumedFrom.length;
    running.notifyReconnect();
    await eventually(() => running.log.resumedFrom.length > subscriptions && match.status === "live");
  });

  test("[ID1] a refused token is an error with its recovery, not an endless loop", async () => {
    const { client } = await connect(start, "wrong");
    await expect(client.me()).rejects.toMatchObject({
      rejection: { code: "unauthorized", recovery: "reauthenticate" },
    });
  });
});
