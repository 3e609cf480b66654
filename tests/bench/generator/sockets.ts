/** Plain WebSocket clients that count what they receive. */
import WebSocket from "ws";
import type { Received } from "./driver.js";

const HANDSHAKE_MS = 10_000;

/** All sockets of one driver. */
export class SocketPool {
  #bytes = 0;
  #frames = 0;
  readonly #sockets = new Set<WebSocket>();

  get received(): Received {
    return { bytes: this.#bytes, frames: this.#frames };
  }

  /** Counts a payload that arrived outside this pool's own sockets. */
  count(bytes: number): void {
    this.#bytes += bytes;
    this.#frames += 1;
  }

  /** Resolves once open; an unexpected close is reported to `onFault`. */
  connect(url: string, onText: (text: string) => void, onFault: (text: string) => void): Promise<WebSocket> {
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      handshakeTimeout: HANDSHAKE_MS,
    });
    this.#sockets.add(socket);
    socket.on("message", (raw: Buffer) => {
      this.count(raw.length);
      onText(raw.toString("utf8"));
    });
    socket.on("close", (code) => {
      if (this.#sockets.delete(socket)) onFault(`the server closed a socket (${code})`);
    });
    return new Promise((resolve, reject) => {
      socket.once("open", () => resolve(socket));
      socket.on("error", reject);
    });
  }

  /** Sends `text` on every open socket, as a client's heartbeat does. */
  sendAll(text: string): void {
    for (const socket of this.#sockets) if (socket.readyState === WebSocket.OPEN) socket.send(text);
  }

  close(socket: WebSocket): void {
    this.#sockets.delete(socket);
    socket.close();
  }

  closeAll(): void {
    const all = [...this.#sockets];
    this.#sockets.clear();
    for (const socket of all) socket.terminate();
  }
}
