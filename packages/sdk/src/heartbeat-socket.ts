/**
 * A WebSocket that knows whether its peer is alive. It sends PING at a fixed interval whatever else
 * flows, and calls the peer dead when nothing at all was heard for `deadMs`.
 *
 * States: `opening` until the socket opens or `openMs` passes; `open`; `ended`, once, for whatever reason.
 * The end is announced at once: a half-open link may take half a minute to close by itself.
 */
import type { Clock, WebSocketConstructor, WebSocketLike } from "./ports.js";

/** Codes this client ends a socket with. */
export const ENDED_BY_US = { closed: 1000, dead: 4000 } as const;

export interface SocketSink {
  /** Texts can be sent; the greeting is on its way. */
  opened(): void;
  /** Any text frame but the heartbeat's own. */
  received(text: string): void;
  /** The peer answered a PING. */
  ponged(latencyMs: number): void;
  /** Exactly once; nothing is called afterwards. */
  ended(code: number, reason: string): void;
}
export interface SocketOptions {
  readonly heartbeatMs: number;
  readonly deadMs: number;
  readonly openMs: number;
}

/** How long a polite close may take before the connection is dropped. */
const POLITE_MS = 1_000;

export class HeartbeatSocket {
  #socket: WebSocketLike | null;
  #open = false;
  #heardAt: number;
  #pingAt: number;
  /** When the first PING went out that nothing was heard after. Without one silence proves nothing: timers may sleep. */
  #askedAt: number | null = null;
  /** What was heard before the last question counts for nothing. */
  #isDoubted = false;
  #timers = new Map<"watch" | "ping", () => void>();

  constructor(
    private readonly ports: { readonly clock: Clock; readonly WebSocket: WebSocketConstructor },
    private readonly options: SocketOptions,
    private readonly at: { readonly url: string; readonly hello: string; readonly sink: SocketSink },
  ) {
    this.#heardAt = this.#pingAt = ports.clock.now();
    this.#socket = this.#dial();
    this.#after("watch", options.openMs, () => this.end(ENDED_BY_US.dead, "no connection"));
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** True when nothing was heard after `time`. */
  silentSince(time: number): boolean {
    return this.#heardAt <= time;
  }

  /** Sends when open; otherwise the text is dropped, as it would be on a link that just broke. */
  send(text: string): void {
    if (!this.#open) return;
    try {
      this.#socket?.send(text);
    } catch {
      this.end(ENDED_BY_US.dead, "send failed");
    }
  }

  /** Asks for a sign of life now. */
  ping(): void {
    if (!this.#open) return;
    this.#pingAt = this.ports.clock.now();
    this.#askedAt ??= this.#pingAt;
    this.send("PING");
  }

  /** It may be dead, however lately it was heard: it is asked now, and given up unless it answers soon. */
  doubt(): void {
    if (!this.#open) return;
    this.#isDoubted = true;
    // What was asked before it slept proves nothing.
    this.#askedAt = null;
    this.ping();
    this.#watch();
  }

  /** Ends it now: the sink hears of it before this returns. Safe to call twice. */
  end(code: number, reason: string): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#finish(code, reason, () => this.#hangUp(socket, code));
  }

  #dial(): WebSocketLike {
    const socket = new this.ports.WebSocket(this.at.url);
    socket.onopen = () => this.#opened();
    socket.onmessage = (event: { readonly data: unknown }) => this.#heard(event.data);
    socket.onclose = (event: { readonly code: number; readonly reason?: string }) =>
      this.#finish(event.code, event.reason ?? "", () => {});
    // A close always follows an error; without a listener some runtimes throw.
    socket.onerror = () => {};
    return socket;
  }

  #opened(): void {
    if (this.#socket === null) return;
    this.#open = true;
    this.#heardAt = this.ports.clock.now();
    // The PING goes ahead of everything else, so that the first thing heard is that the peer is there.
    this.send(this.at.hello);
    this.#beat();
    this.#watch();
    // The greeting may have found the link broken.
    if (this.#open) this.at.sink.opened();
  }

  #beat(): void {
    if (!this.#open) return;
    this.#after("ping", this.options.heartbeatMs, () => this.#beat());
    this.ping();
  }

  #watch(): void {
    if (!this.#open) return;
    const left = this.#deadAt() - this.ports.clock.now();
    if (this.#askedAt !== null && left <= 0) return this.end(ENDED_BY_US.dead, "heartbeat timeout");
    // Without a question out, silence proves nothing yet: look again once a PING had time to be answered.
    this.#after("watch", left > 0 ? left : this.#answerMs(), () => this.#watch());
  }

  #deadAt(): number {
    const quiet = this.#heardAt + this.options.deadMs;
    if (this.#askedAt === null) return quiet;
    const answered = this.#askedAt + this.#answerMs();
    return this.#isDoubted ? answered : Math.max(quiet, answered);
  }

  #answerMs(): number {
    return Math.max(this.options.deadMs - this.options.heartbeatMs, this.options.deadMs / 4);
  }

  #heard(data: unknown): void {
    if (this.#socket === null) return;
    const now = this.ports.clock.now();
    this.#heardAt = now;
    this.#askedAt = null;
    this.#isDoubted = false;
    if (data === "PONG") return this.at.sink.ponged(now - this.#pingAt);
    if (data === "PING") return this.send("PONG");
    if (typeof data === "string") this.at.sink.received(data);
  }

  #finish(code: number, reason: string, hangUp: () => void): void {
    if (this.#socket === null) return;
    this.#socket = null;
    this.#open = false;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    hangUp();
    this.at.sink.ended(code, reason);
  }

  #hangUp(socket: WebSocketLike, code: number): void {
    if (code === ENDED_BY_US.dead && socket.terminate) return socket.terminate();
    const forget = this.ports.clock.after(POLITE_MS, () => socket.terminate?.());
    socket.onclose = forget;
    socket.close(code);
  }

  #after(name: "watch" | "ping", ms: number, task: () => void): void {
    this.#timers.get(name)?.();
    this.#timers.set(name, this.ports.clock.after(ms, task));
  }
}
