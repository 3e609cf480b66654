/** A request over HTTP whose body comes long after its head. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { ShiftedClock } from "../support/shifted-clock.js";
import { startedMatch } from "../support/stock-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

const clock = new ShiftedClock();
let database: OwnDatabase;
let node: TestNode;
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url, clock });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});

/** A POST whose head the server has taken in; calling it sends the body, and gives what came back. */
async function headOnly(path: string, input: object, token: string): Promise<() => Promise<string>> {
  const { port, hostname } = new URL(node.url);
  const body = JSON.stringify({ json: input });
  const socket = connect(Number(port), hostname).setEncoding("utf8");
  const head = [
    `POST /trpc/${path} HTTP/1.1`,
    "host: here",
    "connection: close",
    "expect: 100-continue",
    "content-type: application/json",
    `content-length: ${body.length}`,
    `authorization: Bearer ${token}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  await once(socket, "data");
  return async () => {
    let text = "";
    socket.on("data", (more: string) => (text += more));
    socket.write(body);
    await once(socket, "close");
    return text;
  };
}

test("[MT6] a move over HTTP has come when all of it has: who holds its body back thinks on their own time", async () => {
  await using match = await startedMatch(node.url);
  const move = { msgId: randomUUID(), matchId: match.matchId, basedOn: 2, move: { type: "move", cell: 4 } };
  const finish = await headOnly("match.move", move, match.anna.session.token);
  clock.skip(20_000);
  const bodySentAt = clock.now();
  const [, receivedAt] = /"at":(\d+)/.exec(await finish()) ?? [];
  expect(Number(receivedAt)).toBeGreaterThanOrEqual(bodySentAt);
});
