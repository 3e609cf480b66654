/** A server with every limit in force, a clock that tests move, and a record of what happened. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createSocketServer, type SocketConnection, SocketRefusal } from "@holdfast/trpc-ws";
import { initTRPC, type TRPCError } from "@trpc/server";
import superjson from "superjson";
import { afterEach } from "vitest";
import { TestClock } from "../support/test-clock.js";
import { Gate, RawClient } from "./trpc-ws-fixture.js";

type Options = Partial<Parameters<typeof createSocketServer<ReturnType<typeof buildRouter>>>[0]>;

export const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function buildRouter(gate: Gate) {
  const t = initTRPC.context<{ readonly connection: SocketConnection }>().create({
    transformer: superjson,
    // As a misconfigured application would: nothing of it may show.
    isDev: true,
    errorFormatter: ({ shape, error }) => {
      const { cause } = error;
      const refused =
        cause instanceof SocketRefusal ? { reason: cause.reason, retryAfterMs: cause.retryAfterMs } : null;
      return { ...shape, data: { ...shape.data, refused } };
    },
  });
  const done: unknown[] = [];
  const anything = t.procedure.input((value: unknown) => value);
  const router = t.router({
    echo: anything.query(({ input }) => input),
    done: t.procedure.query(() => [...done]),
    /** Takes a different time for each, so that only a queue keeps the order. */
    append: anything.mutation(async ({ input }) => {
      for (let turns = (Number(input) * 7) % 5; turns > 0; turns--)
        await new Promise((resolve) => setImmediate(resolve));
      done.push(input);
      return input;
    }),
    held: anything.mutation(async ({ input }) => {
      await gate.wait();
      done.push(input);
    }),
    slowQuery: t.procedure.query(() => gate.wait()),
    guest: t.procedure.mutation(({ ctx }) => ctx.connection.identify()),
    broken: t.procedure.query(() => {
      throw new Error("a detail");
    }),
    slowToEnd: t.procedure.subscription(() => endingWith(() => gate.wait())),
    forever: t.procedure.subscription(async function* ({ signal }) {
      await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
    }),
  });
  return Object.assign(router, { done });
}

/** Says nothing, and ends when that has. */
function endingWith(closed: () => Promise<void>): AsyncIterable<never> {
  const end = async () => {
    await closed();
    return { done: true, value: undefined } as const;
  };
  return { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: end }) };
}

export async function start(options: Options = {}) {
  const gate = new Gate();
  const clock = new TestClock();
  const router = buildRouter(gate);
  const closed: { code: number; reason: string }[] = [];
  const errors: TRPCError[] = [];
  const sockets = createSocketServer({
    router,
    createContext: ({ connection }) => ({ connection }),
    clock,
    onClosed: (_, end) => closed.push(end),
    onError: ({ error }) => errors.push(error),
    ...options,
  });
  const server = createServer();
  server.on("upgrade", (req, socket, head) => sockets.handleUpgrade(req, socket, head));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    sockets.close();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { sockets, clock, gate, router, closed, errors, port, url: `ws://127.0.0.1:${port}` };
}

export async function join(url: string): Promise<RawClient> {
  const client = await RawClient.open(url);
  cleanups.push(() => client.close());
  return client;
}

export const ask = (id: number, method: string, path: string) => ({
  id,
  method,
  params: { path, input: { json: id } },
});
export const errorOf = (frame: string | undefined) => JSON.parse(frame ?? "{}").error?.json;
