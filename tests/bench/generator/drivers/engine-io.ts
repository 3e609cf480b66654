/** The socket.io protocol by hand: Engine.IO 4 over one WebSocket, text packets of one namespace. */
import type WebSocket from "ws";
import type { SocketPool } from "../sockets.js";

export interface IoSocket {
  emit(...args: readonly unknown[]): void;
}

export interface IoOptions {
  readonly port: number;
  /** `""` for the main namespace, else `/name`. */
  readonly namespace: string;
  onEvent(name: string, args: readonly unknown[]): void;
  onFault(text: string): void;
}

/** Resolves when the namespace has accepted the connection. */
export async function connectIo(pool: SocketPool, options: IoOptions): Promise<IoSocket> {
  const prefix = options.namespace === "" ? "" : `${options.namespace},`;
  let accepted = (): void => {};
  const ready = new Promise<void>((resolve) => {
    accepted = resolve;
  });
  let socket: WebSocket | null = null;
  const onText = (text: string): void => {
    if (text.startsWith("42")) {
      const [name, ...args] = JSON.parse(text.slice(2 + prefix.length)) as [string, ...unknown[]];
      options.onEvent(name, args);
    } else if (text === "2") socket?.send("3");
    else if (text.startsWith("40")) accepted();
    else if (text.startsWith("44")) options.onFault(`refused: ${text}`);
  };
  const url = `ws://127.0.0.1:${options.port}/socket.io/?EIO=4&transport=websocket`;
  socket = await pool.connect(url, onText, options.onFault);
  socket.send(`40${prefix}`);
  await ready;
  const opened = socket;
  return { emit: (...args) => opened.send(`42${prefix}${JSON.stringify(args)}`) };
}
