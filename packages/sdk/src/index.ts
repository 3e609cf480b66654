/** `@holdfast/sdk` in a browser, or any runtime with a global WebSocket. */
import type { Client, ClientOptions } from "./api.js";
import { openClient } from "./client.js";
import { MemoryStorage } from "./memory-storage.js";
import { commonPorts, ring } from "./platform.js";
import type { KeyValueStorage } from "./ports.js";

export * from "./exports.js";

/** A client of one server. Nothing is sent, and no account made, before the first call. */
export function createClient(options: ClientOptions): Client {
  const ports = { ...commonPorts, WebSocket: globalThis.WebSocket, ring };
  return openClient(options, { ports, storage: browserStorage(), onLeaving, onWaking });
}

/** Reloaded, closed, navigated away, or put aside by the browser: perhaps to come back, and perhaps not. */
function onLeaving(listener: () => void): () => void {
  // A worker has no pages to leave, and hears of nothing.
  globalThis.addEventListener?.("pagehide", listener);
  return () => globalThis.removeEventListener?.("pagehide", listener);
}

/** Shown again after having been hidden or asleep, or back on a network. */
function onWaking(listener: () => void): () => void {
  const shown = (): void => {
    if (globalThis.document?.visibilityState === "visible") listener();
  };
  const { document } = globalThis;
  globalThis.addEventListener?.("online", listener);
  document?.addEventListener("visibilitychange", shown);
  return () => {
    globalThis.removeEventListener?.("online", listener);
    document?.removeEventListener("visibilitychange", shown);
  };
}

/** Merely touching `localStorage` throws where storage is forbidden, and outside a page there is none. */
function browserStorage(): KeyValueStorage {
  try {
    return localStorage;
  } catch {
    return new MemoryStorage();
  }
}
