/** Clients that send what no client of ours would: messages with something wrong in them, and bytes that are no frames. */
import { once } from "node:events";
import { connect } from "node:net";
import { WebSocket } from "ws";
import { randomFrom, wrongMessage } from "../../support/wrong-messages.js";

/** Messages sent before the node is given a breath, which is how long it takes to answer a PING or to hang up. */
const BURST = 200;
const AT_ONCE = 8;
/** A socket that hears nothing for so long after a burst is left. */
const ANSWER_MS = 2_000;

export interface Hostility {
  readonly messages: number;
  /** Connections that the node ended, or that began with nonsense. */
  readonly connections: number;
}

/** Abuses a node for a time, and says by how much. Never throws: a node that is gone is found out by others. */
export async function abuse(url: string, forMs: number): Promise<Hostility> {
  const until = Date.now() + forMs;
  const all = await Promise.all(Array.from({ length: AT_ONCE }, (_, seed) => abuseAlone(url, { seed, until })));
  return {
    messages: all.reduce((sum, { messages }) => sum + messages, 0),
    connections: all.reduce((sum, { connections }) => sum + connections, 0),
  };
}

async function abuseAlone(
  url: string,
  { seed, until }: { readonly seed: number; readonly until: number },
): Promise<Hostility> {
  const random = randomFrom(seed);
  let [messages, connections] = [0, 0];
  while (Date.now() < until) {
    connections += 1;
    if (connections % 8 === 0) await sendNonsense(url, random);
    else messages += await sendBursts(url, random, until);
  }
  return { messages, connections };
}

/** Bursts of wrong messages on one connection, until the node has had enough of it. */
async function sendBursts(url: string, random: (below: number) => number, until: number): Promise<number> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/trpc`, { perMessageDeflate: false });
  socket.on("error", () => {});
  let sent = 0;
  await Promise.race([once(socket, "open"), once(socket, "close")]).catch(() => {});
  while (socket.readyState === WebSocket.OPEN && Date.now() < until) {
    for (let i = 0; i < BURST; i += 1) socket.send(wrongMessage(random));
    sent += BURST;
    await breath(socket);
  }
  socket.terminate();
  return sent;
}

/** Resolves when the node has read what was sent, or has hung up. */
async function breath(socket: WebSocket): Promise<void> {
  await new Promise<void>((resolve) => {
    const late = setTimeout(done, ANSWER_MS);
    function done(): void {
      clearTimeout(late);
      socket.off("close", done);
      socket.off("message", hear);
      resolve();
    }
    function hear(data: unknown): void {
      if (String(data) === "PONG") done();
    }
    socket.on("close", done);
    socket.on("message", hear);
    socket.send("PING", (error) => error && done());
  });
}

async function sendNonsense(url: string, random: (below: number) => number): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  const upgrade = `GET /trpc HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${"A".repeat(22)}==\r\n\r\n`;
  socket.write(random(2) === 0 ? upgrade : "");
  socket.write(Buffer.from(Array.from({ length: 1 + random(4_096) }, () => random(256))));
  socket.resume();
  const late = setTimeout(() => socket.destroy(), ANSWER_MS);
  await once(socket, "close").catch(() => {});
  clearTimeout(late);
}
