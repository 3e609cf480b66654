import { PassThrough } from "node:stream";
import { WebSocket } from "ws";
import { expect, test } from "vitest";
import { Connection } from "./connection.js";
import type { Core } from "./core.js";
import { DEFAULT_LIMITS } from "./limits.js";
import type { Subscription } from "./subscription.js";

/** A connection that is flushed when the test says so, and what it wrote; `asked` counts the turns it asked to be flushed in. */
function connected() {
  let asked = 0;
  const add = () => {
    asked += 1;
  };
  const core = {
    clock: { now: () => 0, after: () => () => {} },
    counters: { messagesDown: 0 },
    limits: DEFAULT_LIMITS,
    flusher: { add },
  };
  const stream = new PassThrough();
  const writes: string[] = [];
  stream.on("data", (bytes: Buffer) => writes.push(String(bytes.subarray(2))));
  const ws = { readyState: WebSocket.OPEN } as WebSocket;
  const connection = new Connection(core as unknown as Core, { ws, stream, remoteAddress: "" }, null);
  connection.phase = "open";
  const wanting = (pull: () => void) => ({ nextWanting: null, pull }) as unknown as Subscription;
  const flush = () => {
    connection.gather();
    connection.flush();
  };
  return { connection, writes, wanting, flush, asked: () => asked };
}

test("[SY9] what is pulled at the end of a turn leaves with that turn, and asks for no other", () => {
  const { connection, writes, wanting, flush, asked } = connected();
  connection.wantPull(wanting(() => connection.say("news")));
  expect(asked()).toBe(1);
  flush();
  expect([writes, asked()]).toEqual([["news"], 1]);
});

test("[SY9] what is said or wanted after that asks for one turn more", () => {
  const { connection, writes, wanting, flush, asked } = connected();
  connection.say("first");
  flush();
  connection.say("second");
  connection.wantPull(wanting(() => connection.say("third")));
  expect(asked()).toBe(2);
  flush();
  expect(writes.join("")).toContain("third");
  expect(asked()).toBe(2);
});

test("[SY9] who wants to be pulled again while it is pulled is, in a turn of its own", () => {
  const { connection, writes, wanting, flush, asked } = connected();
  const again = wanting(() => connection.say("again"));
  connection.wantPull(wanting(() => connection.wantPull(again)));
  flush();
  expect([writes, asked()]).toEqual([[], 2]);
  flush();
  expect(writes).toEqual(["again"]);
});
