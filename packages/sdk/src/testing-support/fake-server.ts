/**
 * A server at the level of sockets and text frames. Tests say how it answers, and what the network does:
 * refuse, hang while opening, go silent in both directions, or close with a code.
 */
import type { Clock, Fetch, FetchAnswer, Ring, WebSocketConstructor } from "../ports.js";
import { fields } from "../wire.js";
import type { PageClock } from "./page-clock.js";

type OnMessage = ((event: { readonly data: unknown }) => void) | null;
type OnClose = ((event: { readonly code: number; readonly reason: string }) => void) | null;

/** The client's end, and the test's handle on it. */
export class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: OnMessage = null;
  onclose: OnClose = null;
  onerror: (() => void) | null = null;
  readonly texts: string[] = [];
  token: string | null = null;
  state: "opening" | "open" | "closed" = "opening";
  /** The code it was closed with from this side, once the client knows. */
  closedWith: number | null = null;
  /** How the client ended it, if it did. */
  endedBy: "close" | "terminate" | null = null;
  /** Subscriptions by request id, in the order in which they came. */
  readonly feeds: Map<number, Asked> = new Map();

  constructor(
    readonly url: string,
    private readonly server: FakeServer,
    /** The page it belongs to, if that may sleep. */
    readonly owner: PageClock | null = null,
  ) {
    server.sockets.push(this);
    if (server.network === "hang") return;
    server.clock.after(server.latencyMs, () => (server.isUp(url) ? this.#accept() : this.drop(1006)));
  }

  send(text: string): void {
    if (this.state !== "open") throw new Error("not open");
    this.texts.push(text);
    this.server.clock.after(this.server.latencyMs, () => this.server.received(this, text));
  }

  close(): void {
    this.endedBy ??= "close";
    if (this.server.network === "silent") return;
    this.server.clock.after(this.server.latencyMs, () => this.drop(1000));
  }

  terminate(): void {
    this.endedBy = "terminate";
    this.state = "closed";
  }

  /** Text from the server, unless the link is silent or gone. */
  say(frame: unknown): void {
    const text = typeof frame === "string" ? frame : JSON.stringify(frame);
    this.server.clock.after(this.server.latencyMs, () => {
      if (this.state === "open" && this.server.network !== "silent")
        this.#reach(() => this.onmessage?.({ data: text }));
    });
  }

  /** The connection ends now. */
  drop(code: number, reason = ""): void {
    if (this.state === "closed") return;
    this.forsake();
    this.#reach(() => {
      if (this.endedBy === null) this.closedWith = code;
      this.onclose?.({ code, reason });
    });
  }

  /** The client's end is gone, and nobody says so. */
  forsake(): void {
    this.state = "closed";
    this.feeds.clear();
  }

  #reach(run: () => void): void {
    if (this.owner) this.owner.reach(run);
    else run();
  }

  #accept(): void {
    if (this.state !== "opening") return;
    this.state = "open";
    this.#reach(() => this.onopen?.());
  }
}

export interface Asked {
  readonly socket: FakeSocket;
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly at: number;
}
/** What a request is answered with; `hold`: nothing, for now. */
export type Told = { readonly data: unknown } | { readonly rejection: object } | "hold";

export class FakeServer {
  network: "up" | "down" | "hang" | "silent" = "up";
  latencyMs = 1;
  /** Whether a token is good for entry. */
  admits: (token: string) => boolean = () => true;
  /** Hosts that refuse connections. */
  readonly down: Set<string> = new Set();
  /** `cut`, `mute`: rings find no way, though sockets do; `answered by others`: by a proxy, whoever is away behind it. */
  bell: "well" | "cut" | "mute" | "answered by others" = "well";
  /** Where it was rung, and when. */
  readonly rung: { readonly url: string; readonly at: number }[] = [];
  readonly sockets: FakeSocket[] = [];
  /** Every request that arrived, in order. */
  readonly asked: Asked[] = [];
  readonly posted: { readonly path: string; readonly bearer: string | null }[] = [];
  readonly answers: Map<string, (asked: Asked) => Told> = new Map();
  readonly WebSocket: WebSocketConstructor = this.socketsOf(null);
  readonly fetch: Fetch;

  constructor(readonly clock: Clock) {
    this.fetch = (url, request) => this.#posted(url, request.headers.authorization ?? null);
  }

  /** The WebSocket class of one page. */
  socketsOf(owner: PageClock | null): WebSocketConstructor {
    const server = this;
    return class extends FakeSocket {
      constructor(url: string) {
        super(url, server, owner);
      }
    };
  }

  /** The doorbell of one page. */
  ringsOf(owner: PageClock | null): Ring {
    return (url, heard) => {
      this.rung.push({ url, at: this.clock.now() });
      if (this.network === "silent" || this.network === "hang" || this.bell === "mute") return () => {};
      let isOff = false;
      const isHeard = (): boolean => this.bell === "answered by others" || (this.bell === "well" && this.isUp(url));
      const answer = (): unknown => isOff || heard(isHeard());
      const cancel = this.clock.after(this.latencyMs, () => (owner ? owner.reach(answer) : answer()));
      return () => {
        isOff = true;
        cancel();
      };
    };
  }

  isUp(url: string): boolean {
    return this.network === "up" && !this.down.has(new URL(url).host);
  }

  /** The newest connection. */
  get socket(): FakeSocket {
    const newest = this.sockets.at(-1);
    if (!newest) throw new Error("nobody connected");
    return newest;
  }

  askedFor(path: string): Asked[] {
    return this.asked.filter((each) => each.path === path);
  }

  /** Sends a frame of `match.state` to everybody who subscribed. */
  push(frame: { readonly epoch: number; readonly version: number }): void {
    for (const socket of this.sockets) for (const id of socket.feeds.keys()) this.pushTo(socket, id, frame);
  }

  pushTo(socket: FakeSocket, id: number, frame: { readonly epoch: number; readonly version: number }): void {
    const name = `${frame.epoch}:${frame.version}`;
    socket.say({ id, result: { type: "data", id: name, data: { json: { id: name, data: frame } } } });
  }

  /** Sends a patch, which is not tracked, to everybody who subscribed. */
  pushPatch(patch: readonly unknown[]): void {
    for (const socket of this.sockets) {
      for (const id of socket.feeds.keys()) socket.say({ id, result: { type: "data", data: { json: patch } } });
    }
  }

  /** Ends every subscription, or those of one connection: with an error, or simply. */
  endFeeds(rejection: object | null, only?: FakeSocket): void {
    for (const socket of only ? [only] : this.sockets) {
      for (const id of socket.feeds.keys())
        socket.say(rejection ? failure(id, rejection) : { id, result: { type: "stopped" } });
      socket.feeds.clear();
    }
  }

  /** Called by a socket when a text arrives. */
  received(socket: FakeSocket, text: string): void {
    if (socket.state !== "open" || this.network === "silent") return;
    if (text === "PING") return socket.say("PONG");
    if (text === "PONG") return;
    const frame = fields(JSON.parse(text));
    if (frame.method === "connectionParams") {
      socket.token = String(fields(frame.data).token);
      if (!this.admits(socket.token)) socket.drop(4401, "UNAUTHORIZED");
      return;
    }
    if (frame.method === "subscription.stop") return void socket.feeds.delete(Number(frame.id));
    this.#answer(socket, frame);
  }

  #answer(socket: FakeSocket, frame: Readonly<Record<string, unknown>>): void {
    const params = fields(frame.params);
    const input = fields(fields(params.input).json);
    const id = Number(frame.id);
    const asked = { socket, id, method: String(frame.method), path: String(params.path), input, at: this.clock.now() };
    this.asked.push(asked);
    if (asked.method === "subscription") {
      socket.feeds.set(id, asked);
      socket.say({ id, result: { type: "started" } });
    }
    const told = this.answers.get(asked.path)?.(asked) ?? "hold";
    if (told === "hold") return;
    if ("rejection" in told) socket.say(failure(id, told.rejection));
    else if (asked.method === "subscription") this.pushTo(socket, id, told.data as { epoch: number; version: number });
    else socket.say({ id, result: { type: "data", data: { json: told.data } } });
  }

  #posted(url: string, authorization: string | null): Promise<FetchAnswer> {
    const [path = "", query = ""] = url.slice(url.indexOf("/trpc/") + 6).split("?");
    const bearer = authorization?.replace("Bearer ", "") ?? null;
    this.posted.push({ path, bearer });
    if (this.network === "silent" || this.network === "hang") return new Promise(() => {});
    if (!this.isUp(url)) return Promise.reject(new TypeError("unreachable"));
    const told = this.answers.get(path)?.({
      socket: null as never,
      id: 0,
      method: "post",
      path,
      input: { bearer, ...fields(fields(JSON.parse(decodeURIComponent(query.replace(/^input=/, "")) || "{}")).json) },
      at: 0,
    });
    const grant = {
      token: `token-${this.posted.length}`,
      playerId: "p1",
      name: "Ada",
      expiresAt: this.clock.now() + 7 * 86_400_000,
    };
    const body =
      told !== undefined && told !== "hold" && "rejection" in told
        ? failure(0, told.rejection)
        : { result: { data: { json: told !== undefined && told !== "hold" ? told.data : grant } } };
    return Promise.resolve({ status: 200, text: () => Promise.resolve(JSON.stringify(body)) });
  }
}

export function failure(id: number | null, rejection: object): object {
  return { id, error: { json: { message: "no", code: -32_600, data: { code: "BAD_REQUEST", rejection } } } };
}
