/**
 * A WebSocket through a load balancer as most are set up: a node that refuses the connection is passed over for the
 * next one, without the client noticing; one that lets it hang is the client's own affair.
 */
import { connect, type Socket } from "node:net";
import type { WebSocketLike } from "@holdfast/sdk";
import { type ClientOptions, WebSocket } from "ws";

export interface Way {
  readonly url: string;
  readonly node: number;
}
export interface SocketNotes {
  /** A connection was made to whatever stands before a node; `port` is its own end. */
  dialled(node: number, port: number): void;
  opened(node: number): void;
  received(text: string, node: number): void;
  /** `upto`: so many bytes had been sent on the connection with this one. */
  sent(text: string, on: { readonly port: number; readonly upto: number } | null): void;
  /** Once, when the client has no connection any more. */
  lost(): void;
}

export class BalancedSocket implements WebSocketLike {
  onopen: WebSocketLike["onopen"] = null;
  onmessage: WebSocketLike["onmessage"] = null;
  onclose: WebSocketLike["onclose"] = null;
  onerror: WebSocketLike["onerror"] = null;
  #socket: WebSocket | null = null;
  #stream: Socket | null = null;
  #isGivenUp = false;

  constructor(
    private readonly ways: readonly Way[],
    private readonly notes: SocketNotes,
  ) {
    this.#dial(0);
  }

  send(text: string): void {
    this.#socket?.send(text);
    const { localPort: port, bytesWritten: upto } = this.#stream ?? {};
    this.notes.sent(text, port === undefined || upto === undefined ? null : { port, upto });
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
    const socket = new WebSocket(way.url, { perMessageDeflate: false, createConnection: this.#connecting(way.node) });
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

  /** As `ws` connects by itself, and it is known by which port. */
  #connecting(node: number): NonNullable<ClientOptions["createConnection"]> {
    return ((where: { readonly port: number; readonly host: string }) => {
      const stream = connect({ port: where.port, host: where.host });
      this.#stream = stream;
      stream.once("connect", () => this.notes.dialled(node, stream.localPort ?? 0));
      return stream;
    }) as NonNullable<ClientOptions["createConnection"]>;
  }

  #ended(code: number, reason: string): void {
    this.notes.lost();
    this.onclose?.({ code, reason } as never);
  }
}
