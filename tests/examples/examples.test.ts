/** The examples run as they are printed, against a real server. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});

const example = (path: string) => fileURLToPath(new URL(`../../examples/${path}`, import.meta.url));

/** A program and everything it has printed. */
function run(program: string, args: readonly string[]): { child: ChildProcess; output: () => string } {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
  return { child, output: () => output };
}

test("[MT1] a program in another language plays a whole match with nothing but WebSocket text frames", async () => {
  const { hostname, port } = new URL(node.url);
  const python = run(process.env["HOLDFAST_PYTHON"] ?? "python3", [example("plain-socket/play.py"), hostname, port]);
  const [code] = (await once(python.child, "exit")) as [number];
  expect(python.output()).toContain("resumed at version 7 having missed 4 versions; winner: seat 0");
  expect(code).toBe(0);
});

test.each([[], ["127.0.0.1"], ["127.0.0.1", "http"]])(
  "[MT1] without an address it says how it is used: %j",
  async (...args) => {
    const python = run(process.env["HOLDFAST_PYTHON"] ?? "python3", [example("plain-socket/play.py"), ...args]);
    const [code] = (await once(python.child, "close")) as [number];
    expect(python.output()).toBe("usage: python3 play.py HOST PORT, for example: python3 play.py 127.0.0.1 3000\n");
    expect(code).toBe(1);
  },
);

test("[MT1] two bots on the SDK find each other by a code, play a whole match, and stop by themselves", async () => {
  const bot = example("bot/tic-tac-toe-bot.mjs");
  const first = run(process.execPath, [bot, node.url]);
  const code = await eventually(() => /code ([A-Z0-9]{6})/.exec(first.output())?.[1]);
  const second = run(process.execPath, [bot, node.url, code]);
  const ends = await Promise.all([once(first.child, "exit"), once(second.child, "exit")]);
  expect(ends.map(([status]) => status as number)).toEqual([0, 0]);
  // Neither ever loses, so a match of theirs is drawn until the cap on drawn games is reached.
  for (const { output } of [first, second]) expect(output()).toContain("A draw.");
});
