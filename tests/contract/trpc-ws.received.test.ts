/** What the application hears of mutations that came and have no answer yet: time is held against nobody meanwhile. */
import { describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import { ask, join, start } from "./trpc-ws-bounded.js";
import type { RawClient } from "./trpc-ws-fixture.js";

type Options = NonNullable<Parameters<typeof start>[0]>;

/** A server, and which mutations it has received and not ended. */
async function listening(options: Options = {}) {
  const open = new Set<unknown>();
  const server = await start({
    onReceived: ({ input }) => {
      open.add(input);
      return () => void open.delete(input);
    },
    ...options,
  });
  return { ...server, unanswered: () => [...open] };
}

/** A server that lets nobody in before it is told to. */
async function hesitating() {
  let letIn = (): void => {};
  const entered = new Promise<void>((resolve) => {
    letIn = resolve;
  });
  const server = await listening({
    createContext: async ({ connection }) => {
      await entered;
      return { connection };
    },
  });
  return { ...server, letIn };
}

/** Everything that was sent has been read. */
async function isRead(client: RawClient): Promise<void> {
  client.send("PING");
  await client.heardWith("PONG");
}

const MOVES = [ask(1, "mutation", "held"), ask(2, "mutation", "append"), ask(3, "query", "echo")];

describe("a mutation", () => {
  test("[DU5.2] is open from when it comes until it is answered, though it waits for those before it; a query is not", async () => {
    const { url, gate, unanswered } = await listening();
    const client = await join(url);
    client.send(MOVES);
    await isRead(client);
    expect(unanswered()).toEqual([1, 2]);
    gate.open();
    await client.heardWith('{"id":3,');
    expect(unanswered()).toEqual([]);
  });

  test("[DU5.2] that came before it was known from whom is open once that is known", async () => {
    const { url, gate, unanswered, letIn } = await hesitating();
    const client = await join(url);
    client.send(MOVES);
    await isRead(client);
    expect(unanswered()).toEqual([]);
    letIn();
    await eventually(() => unanswered().length === 2);
    gate.open();
    await client.heardWith('{"id":3,');
    expect(unanswered()).toEqual([]);
  });

  test("[DU5.2] whose client goes away stays open until it is done", async () => {
    const { url, gate, unanswered, closed } = await listening();
    const client = await join(url);
    client.send(MOVES);
    await isRead(client);
    client.close();
    await eventually(() => closed.length === 1);
    expect(unanswered()).toEqual([1, 2]);
    gate.open();
    await eventually(() => unanswered().length === 0);
  });

  test("[DU5.2] that had not begun when its connection was closed is open no more, and one that had is until it is done", async () => {
    const { url, gate, unanswered, sockets } = await listening();
    const client = await join(url);
    client.send(MOVES);
    await isRead(client);
    for (const connection of sockets.connections()) connection.close(4503);
    expect(unanswered()).toEqual([1]);
    gate.open();
    await eventually(() => unanswered().length === 0);
  });

  test("[DU5.2] whose connection was closed before it was known from whom it came is never open: nothing would end it", async () => {
    const { url, unanswered, sockets, letIn, clock } = await hesitating();
    const client = await join(url);
    client.send(MOVES);
    await isRead(client);
    for (const connection of sockets.connections()) connection.close(4429);
    letIn();
    await clock.advance(1);
    await client.closed();
    await clock.advance(1);
    expect(unanswered()).toEqual([]);
  });
});
