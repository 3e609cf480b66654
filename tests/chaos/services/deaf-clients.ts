/** Clients that ask and ask and never read an answer. */
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";

const ASK_EVERY_MS = 200;
/** Under way at a time. */
const AT_ONCE = 3;
/**
 * What is asked for does not exist, and the answer says so by its name: it takes some megabytes until the buffers of the
 * operating system are full and a client is behind at all, and answers that are costly to make would hurt others by that.
 */
const LONG_NAME = `no.${"such".repeat(3_500)}`;
/** How long it may take a client to hear that it was cut off, behind everything that it had not read. */
const HEAR_MS = 5_000;

export interface Deafness {
  readonly clients: number;
  /** How many of them the node had cut off by the end. */
  readonly cut: number;
}

/** Connects so many to a node, lets them be deaf for a time, and ends those that are left. */
export async function deafen(url: string, clients: number, forMs: number): Promise<Deafness> {
  const token = await guestToken(url);
  const sockets = await Promise.all(Array.from({ length: clients }, () => connect(url, token)));
  let id = 0;
  const until = Date.now() + forMs;
  while (Date.now() < until) {
    for (const socket of sockets) {
      for (let i = 0; i < AT_ONCE && socket.readyState === WebSocket.OPEN; i += 1) {
        const params = { path: LONG_NAME, input: { json: {} } };
        socket.send(JSON.stringify({ id: ++id, method: "query", params }));
      }
    }
    await pause(ASK_EVERY_MS);
  }
  // Somebody who does not read does not hear either that it was cut off.
  for (const socket of sockets) socket.resume();
  await Promise.race([pause(HEAR_MS), Promise.all(sockets.map(closed))]);
  const cut = sockets.filter(({ readyState }) => readyState !== WebSocket.OPEN).length;
  for (const socket of sockets) socket.terminate();
  return { clients, cut };
}

async function connect(url: string, token: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/trpc?connectionParams=1`, { perMessageDeflate: false });
  socket.on("error", () => {});
  await once(socket, "open");
  socket.send(JSON.stringify({ method: "connectionParams", data: { token } }));
  socket.pause();
  return socket;
}

async function closed(socket: WebSocket): Promise<void> {
  if (socket.readyState !== WebSocket.CLOSED) await once(socket, "close");
}

async function guestToken(url: string): Promise<string> {
  const response = await fetch(`${url}/trpc/session.guest`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ json: { name: "deaf" } }),
  });
  const answer = (await response.json()) as { result: { data: { json: { token: string } } } };
  return answer.result.data.json.token;
}
