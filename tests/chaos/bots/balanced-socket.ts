/**
 * A WebSocket through a load balancer as most are set up: a node that refuses the connection is passed over for the
 * next one, without the client noticing; one that lets it hang is the client's own affair.
 */
import type { WebSocketLike } from "@holdfast/sdk";
import { WebSocket } from "ws";

export interface Way {
  readonly url: string;
  readonly node: number;
}
export interface SocketNotes {
  opened(node: number): void;
  received(text: string, node: number): void;
  sent(text: string): void;
  /** Once, when the client has no connection any more. */
  lost(): void;
}

export class BalancedSocket implements WebSocketLike {
  onopen: WebSocketLike["onopen"] = null;
  onmessage: WebSocketLike["onmessage"] = null;
  onclose: WebSocketLike["onclose"] = null;
  onerror: WebSocketLike["onerror"] = null;
  #socket: WebSocket | null = null;
  #isGivenUp = false;

  constructor(
    private readonly ways: readonly Way[],
    private readonly notes: SocketNotes,
  ) {
    this.#dial(0);
  }

  send(text: string): void {
    this.notes.sent(text);
    this.#socket?.send(text);
  }

  close(code?: number, reason?: string): void {
    this.#isGivenUp = true;
    this.#socket?.close(code, reason);
  }

  terminate(): void {
    this.#isGivenUp = true;
    this.#socket?.terminate();
  }

  #dial(turn: number): void {
    const way = this.ways[turn];
    if (way === undefined) return this.#ended(1006, "");
    const socket = new WebSocket(way.url, { perMessageDeflate: false });
    this.#socket = socket;
    let isOpen = false;
    socket.on("open", () => {
      isOpen = true;
      this.notes.opened(way.node);
      this.onopen?.({} as never);
    });
    socket.on("message", (data) => {
      const text = String(data);
      this.notes.received(text, way.node);
      this.onmessage?.({ data: text } as never);
    });
    // A close always follows.
    socket.on("error", () => {});
    socket.on("close", (code, reason) => {
      if (isOpen || this.#isGivenUp) this.#ended(code, String(reason));
      else this.#dial(turn + 1);
    });
  }

  #ended(code: number, reason: string): void {
    this.notes.lost();
    this.onclose?.({ code, reason } as never);
  }
}
