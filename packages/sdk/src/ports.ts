/**
 * Everything the client reaches beyond its arguments. All of it can be replaced, so that the real client
 * runs under a simulated network with simulated time. No DOM or Node names: these types are published.
 */

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `task` after `ms`; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
}

export interface Randomness {
  /** Uniform in [0, 1). */
  unit(): number;
  /** A version 4 UUID from a cryptographic source: message ids must never collide. */
  uuid(): string;
}

/** The part of a WebSocket that the client uses; the browser's and the `ws` package's both fit. */
export interface WebSocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  /** Drops the connection without a closing handshake, where the runtime can. */
  terminate?(): void;
}
export type WebSocketConstructor = new (url: string) => WebSocketLike;

export interface FetchAnswer {
  readonly status: number;
  text(): Promise<string>;
}
/** The part of `fetch` that the client uses. */
export type Fetch = (
  url: string,
  request: { readonly method: "GET" | "POST"; readonly headers: Record<string, string>; readonly body?: string },
) => Promise<FetchAnswer>;

/**
 * Sends a GET and runs `heard` once, later: true when there was an answer, of whatever kind, that is not a proxy's word
 * that nobody is behind it (5xx); false when there was none. The function it returns gives up: `heard` is not run then.
 */
export type Ring = (url: string, heard: (isAnybodyIn: boolean) => void) => () => void;

/** Like `localStorage`: synchronous, and allowed to throw (full, forbidden). */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: Randomness;
  readonly WebSocket: WebSocketConstructor;
  readonly fetch: Fetch;
  /** For runtimes that hold sockets back after failed ones, as browsers do; without it each try is a socket. */
  readonly ring?: Ring | null;
}

/** An `AbortSignal`, without naming the DOM's type. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}
