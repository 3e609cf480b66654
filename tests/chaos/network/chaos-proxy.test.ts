/** What a proxy says of a connection is what happened to it: the report excuses a lost turn by nothing else. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { Chance } from "../../simulation/world/chance.js";
import { eventually } from "../../support/eventually.js";
import { ChaosProxy } from "./chaos-proxy.js";
import { PassageNotes } from "./passage.js";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A client that is connected to a server through a proxy, and how much the server has heard. */
async function connected() {
  const heard = { bytes: 0 };
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    socket.on("data", (bytes) => (heard.bytes += bytes.length));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = await ChaosProxy.open((server.address() as AddressInfo).port, new Chance("proxy"));
  const client = connect(proxy.port, "127.0.0.1").on("error", () => {});
  cleanups.push(
    () => server.close(),
    () => proxy.close(),
    () => client.destroy(),
  );
  await once(client, "connect");
  await eventually(() => sockets.length === 1);
  const [passage] = proxy.passages;
  if (passage === undefined) throw new Error("the proxy has noted nothing");
  return { client, proxy, passage, heard };
}

test("[DU5.2] a connection is known by its client's port, and how much of it went on and when", async () => {
  const { client, passage, heard } = await connected();
  expect(passage).toMatchObject({ port: client.localPort, to: null, up: [] });
  client.write("four");
  await eventually(() => heard.bytes === 4);
  client.write("seven..");
  await eventually(() => heard.bytes === 11);
  expect(passage.up.map(({ upto }) => upto)).toEqual([4, 11]);
  expect(client.bytesWritten).toBe(11);
});

test("[DU5.2] what is held has not gone on before it does", async () => {
  const { client, proxy, passage, heard } = await connected();
  proxy.set({ holds: "both" });
  client.write("held");
  await eventually(() => proxy.waiting === 1);
  expect(passage.up).toEqual([]);
  const healedAt = Date.now();
  proxy.set({});
  await eventually(() => heard.bytes === 4);
  expect(passage.up).toEqual([{ upto: 4, at: expect.any(Number) }]);
  expect(passage.up[0]?.at).toBeGreaterThanOrEqual(healedAt);
});

test("[DU5.2] what was held when the connection ended never went on", async () => {
  const { client, proxy, passage } = await connected();
  proxy.set({ holds: "both" });
  client.write("lost");
  await eventually(() => proxy.waiting === 1);
  proxy.cut();
  await eventually(() => passage.to !== null);
  expect(passage.up).toEqual([]);
});

test("[DU5.2] it is said for how long something waited, in either direction, and until the end where it never left", () => {
  let now = 1_000;
  const notes = new PassageNotes(7, () => now);
  now = 1_500;
  notes.left("up", 4, 1_200);
  notes.left("down", 9, 1_400);
  // As fast as a busy machine can.
  notes.left("up", 2, 1_490);
  now = 2_000;
  notes.ended([1_600, null]);
  notes.ended([1_600, null]);
  expect(notes.up).toEqual([
    { upto: 4, at: 1_500 },
    { upto: 6, at: 1_500 },
  ]);
  expect(notes.waits).toEqual([
    { from: 1_200, to: 1_500 },
    { from: 1_400, to: 1_500 },
    { from: 1_600, to: 2_000 },
  ]);
  expect(notes).toMatchObject({ port: 7, from: 1_000, to: 2_000 });
});
