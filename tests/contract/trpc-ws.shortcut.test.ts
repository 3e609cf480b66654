/** Mutations that the application runs past its router: heard, counted and answered like any other. */
import { expect, test } from "vitest";
import { ask, errorOf, join, start } from "./trpc-ws-bounded.js";

test("[SY6] a mutation that is run past the router keeps its place among the others", async () => {
  const taken: unknown[] = [];
  const { url, gate, router } = await start({
    shortcut: (_context, { path, input }) => (path === "append" ? Promise.resolve(taken.push(input)) : null),
  });
  const client = await join(url);
  client.send([ask(1, "mutation", "held"), ask(2, "mutation", "append"), ask(3, "query", "done")]);
  expect(taken).toEqual([]);
  gate.open();
  await client.heard(3);
  expect(client.frames.map((frame) => JSON.parse(frame).id)).toEqual([1, 2, 3]);
  expect([taken, router.done]).toEqual([[2], [1]]);
});

test("[SY6] what is run past the router and fails, at once or later, is a typed error, and the connection goes on", async () => {
  const { url, errors, sockets } = await start({
    shortcut: (_context, { input }) => {
      if (input === 1) throw new Error("a detail");
      return input === 2 ? Promise.reject(new Error("a detail")) : null;
    },
  });
  const client = await join(url);
  for (const id of [1, 2, 3]) client.send(ask(id, "mutation", "append"));
  await client.heard(3);
  for (const frame of client.frames.slice(0, 2)) {
    expect(errorOf(frame)).toMatchObject({ data: { code: "INTERNAL_SERVER_ERROR" } });
  }
  expect(client.frames[2]).toContain('"result"');
  expect(errors).toHaveLength(2);
  expect(sockets.stats().inFlight).toBe(0);
});

test("[SY6] only mutations are run past the router", async () => {
  const asked: string[] = [];
  const { url } = await start({
    shortcut: (_context, { path }) => {
      asked.push(path);
      return null;
    },
  });
  const client = await join(url);
  client.send(ask(1, "query", "echo"));
  client.send(ask(2, "mutation", "append"));
  await client.heard(2);
  expect(asked).toEqual(["append"]);
});
