/** Clients that ask and ask and never read an answer. */
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";

const ASK_EVERY_MS = 200;
/** As many as a connection may have under way. */
const AT_ONCE = 16;

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
        const params = { path: "games.list", input: { json: null, meta: { values: ["undefined"] } } };
        socket.send(JSON.stringify({ id: ++id, method: "query", params }));
      }
    }
    await pause(ASK_EVERY_MS);
  }
  // Somebody who does not read does not hear either that it was cut off.
  for (const socket of sockets) socket.resume();
  await pause(ASK_EVERY_MS);
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

async function guestToken(url: string): Promise<string> {
  const response = await fetch(`${url}/trpc/session.guest`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ json: { name: "deaf" } }),
  });
  const answer = (await response.json()) as { result: { data: { json: { token: string } } } };
  return answer.result.data.json.token;
}
