/** `@holdfast/sdk` in Node, which has no WebSocket of its own before version 22: the `ws` package comes bundled. */
import { WebSocket as NodeWebSocket } from "ws";
import type { Client, ClientOptions } from "./api.js";
import { openClient } from "./client.js";
import { MemoryStorage } from "./memory-storage.js";
import { commonPorts } from "./platform.js";

export * from "./exports.js";

/** Frames are small: compressing them costs more than it saves. */
class PlainWebSocket extends NodeWebSocket {
  constructor(url: string) {
    super(url, { perMessageDeflate: false });
  }
}

/** A client of one server. Nothing is sent, and no account made, before the first call. */
export function createClient(options: ClientOptions): Client {
  return openClient(options, { ports: { ...commonPorts, WebSocket: PlainWebSocket }, storage: new MemoryStorage() });
}
