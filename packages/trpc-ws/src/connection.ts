/**
 * One client's socket: what it is doing, and everything said to it.
 *
 * expecting (its connectionParams have to come first) → entering (the context is being made) → open →
 * closing (a code was said; nothing is heard any more) → gone.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { TRPCError } from "@trpc/server";
import type { WebSocket } from "ws";
import { Admission } from "./admission.js";
import { type Addressee, dataText, errorBody, errorText, trackedText } from "./answer.js";
import { Calls } from "./calls.js";
import { CLOSE } from "./close-code.js";
import type { Core, SocketConnection } from "./core.js";
import type { Call, RequestId } from "./incoming.js";
import { Outbox } from "./outbox.js";
import type { Shared } from "./shared.js";
import { STOPPED } from "./stopped.js";
import type { Subscription } from "./subscription.js";
import type { Outgoing } from "./text-frame.js";

/** Bytes of a close reason that fit beside the code in a control frame. */
const MAX_REASON_BYTES = 123;
/** `WebSocket.OPEN`. */
const OPEN = 1;

export type Phase = "expecting" | "entering" | "open" | "closing" | "gone";

export interface ConnectionSocket {
  readonly ws: WebSocket;
  readonly stream: Duplex;
  readonly remoteAddress: string;
}

export class Connection implements SocketConnection {
  readonly id = randomUUID();
  openedAt: number;
  readonly calls: Calls;
  readonly admission: Admission;
  lastSeenAt: number;
  /** When the reader fell behind; 0 while it keeps up. */
  behindSince = 0;
  /** Nothing is read from it until it has read what waits for it: its silence is not its own. */
  isUnheard = false;
  /** Calls that came since the reader fell behind. */
  private askedBehind = 0;
  /** The server has asked for a sign of life since the last frame. */
  pinged = false;
  isIdentified = false;
  /** Requests refused since the last sweep. */
  strikes = 0;
  context: unknown = undefined;
  phase: Phase = "expecting";
  /** What was said at closing, and when. */
  farewell: { readonly code: number; readonly reason: string; readonly at: number } | null = null;
  private readonly outbox: Outbox;
  private lifetime: AbortController | null = null;
  private isDirty = false;
  private firstWanting: Subscription | null = null;
  private lastWanting: Subscription | null = null;
  private writableTasks: (() => void)[] | null = null;

  constructor(
    readonly core: Core,
    private readonly socket: ConnectionSocket,
    /** The upgrade request, until the context is made of it. */
    public request: IncomingMessage | null,
  ) {
    this.openedAt = core.clock.now();
    this.lastSeenAt = this.openedAt;
    this.calls = new Calls(this);
    this.admission = new Admission(this);
    this.outbox = new Outbox(socket.stream, () => this.caughtUp());
  }

  get remoteAddress(): string {
    return this.socket.remoteAddress;
  }

  get bufferedBytes(): number {
    return this.outbox.bufferedBytes;
  }

  /** Neither side has said goodbye: after a close frame nothing may follow. */
  private get isOpen(): boolean {
    return this.phase !== "closing" && this.phase !== "gone" && this.socket.ws.readyState === OPEN;
  }

  get liveSubscriptions(): number {
    return this.calls.liveSubscriptions;
  }

  get isBehind(): boolean {
    return this.outbox.isBehind;
  }

  /** Aborted when the connection is gone; made for those who ask. */
  get signal(): AbortSignal {
    this.lifetime ??= new AbortController();
    if (this.phase === "gone") this.lifetime.abort(STOPPED);
    return this.lifetime.signal;
  }

  identify(): void {
    this.isIdentified = true;
  }

  /** A frame of any kind came. */
  seen(): void {
    this.core.counters.framesUp++;
    this.lastSeenAt = this.core.clock.now();
    this.pinged = false;
    const { onFrame } = this.core.options;
    if (onFrame !== undefined) this.core.tell(this, () => onFrame(this));
  }

  /** So much time does not count against it. */
  excuse(ms: number): void {
    const now = this.core.clock.now();
    const moved = (at: number) => Math.min(now, at + ms);
    this.openedAt = moved(this.openedAt);
    this.lastSeenAt = moved(this.lastSeenAt);
    if (this.behindSince > 0) this.behindSince = moved(this.behindSince);
    if (this.farewell !== null) this.farewell = { ...this.farewell, at: moved(this.farewell.at) };
  }

  /** Says one message, now or at the end of this turn. What is said to a closing connection is dropped. */
  say(message: Outgoing): void {
    if (!this.isOpen) return;
    if (this.bufferedBytes > this.core.limits.maxBufferedBytes) {
      this.core.counters.overflows++;
      this.cut(CLOSE.slowConsumer, "the reader is too far behind");
      return;
    }
    this.core.counters.messagesDown++;
    this.outbox.push(message);
    this.noteBehind();
    this.markDirty();
  }

  sayShared(to: Call, payload: Shared): void {
    if (this.core.sharesText && !to.jsonrpc) this.say(payload.frameFor(to.id));
    else if (payload.id === null) this.say(dataText(to, payload.value, this.core.transformer));
    else this.say(trackedText(to, { id: payload.id, data: payload.value }, this.core.transformer));
  }

  /** Tells `to` what went wrong, as the router's formatter puts it. Reported to the application as well. */
  answerError(to: Call | Addressee, error: TRPCError): void {
    const call = "path" in to ? to : null;
    this.core.report(error, call, this);
    this.say(errorText(to, this.errorBodyFor(error, call)));
  }

  /** Answers with an error of the adapter's own making: the call was not run. */
  refuse(to: Call | Addressee, error: TRPCError): void {
    this.core.counters.refusals++;
    this.answerError(to, error);
    this.countStrike();
  }

  /** The same for many requests at once, shaped and reported once. */
  refuseAll(ids: readonly RequestId[], error: TRPCError): void {
    this.core.counters.refusals += ids.length;
    this.core.report(error, null, this);
    const body = this.errorBodyFor(error, null);
    for (const id of ids) this.say(errorText({ id, jsonrpc: false }, body));
    this.countStrike();
  }

  report(error: TRPCError, call: Call | null): void {
    this.core.report(error, call, this);
  }

  /** A call came. */
  asked(): void {
    if (this.isBehind) this.askedBehind++;
  }

  whenWritable(task: () => void): void {
    this.writableTasks ??= [];
    this.writableTasks.push(task);
  }

  /** `subscription` is pulled before this turn ends, or once the reader has caught up. */
  wantPull(subscription: Subscription): void {
    if (this.lastWanting === null) this.firstWanting = subscription;
    else this.lastWanting.nextWanting = subscription;
    this.lastWanting = subscription;
    if (!this.isBehind) this.markDirty();
  }

  /** The end of a turn in which something was said or wanted. It stays dirty: what is said meanwhile leaves with this turn's flush. */
  gather(): void {
    if (this.isOpen && !this.isBehind) this.pullWanting();
  }

  flush(): void {
    this.isDirty = false;
    if (!this.isOpen) return;
    this.outbox.flush();
    this.noteBehind();
    if (this.firstWanting !== null && !this.isBehind) this.markDirty();
  }

  close(code: number, reason = ""): void {
    if (this.phase === "closing" || this.phase === "gone") return;
    this.outbox.flush();
    this.leave(code, reason);
    this.socket.ws.close(code, Buffer.from(reason).subarray(0, MAX_REASON_BYTES));
  }

  /** Ends it without a closing handshake: the peer does not read, or does not answer. */
  cut(code: number, reason: string): void {
    this.leave(code, reason);
    this.socket.ws.terminate();
  }

  /** The socket is closed. Mutations that were received still run; everything else ends. */
  gone(): void {
    this.phase = "gone";
    this.calls.disconnect();
    this.lifetime?.abort(STOPPED);
    this.runWritableTasks();
  }

  /** Anyone makes mistakes; a flood of them costs more to answer than to make. */
  private countStrike(): void {
    this.strikes++;
    if (this.strikes > this.core.limits.maxRefusalsPerSecond) this.close(CLOSE.rate, "too many refused requests");
  }

  private leave(code: number, reason: string): void {
    this.farewell ??= { code, reason, at: this.core.clock.now() };
    if (this.phase !== "gone") this.phase = "closing";
    this.calls.abandon();
    this.runWritableTasks();
  }

  private errorBodyFor(error: TRPCError, call: Call | null): string {
    try {
      return errorBody(this.core.errorShape(error, call, this), this.core.transformer);
    } catch (cause) {
      this.core.reportCause(cause, call, this);
      return errorBody(this.core.fallbackShape, this.core.transformer);
    }
  }

  private markDirty(): void {
    if (this.isDirty) return;
    this.isDirty = true;
    this.core.flusher.add(this);
  }

  private pullWanting(): void {
    let next = this.firstWanting;
    this.firstWanting = null;
    this.lastWanting = null;
    while (next !== null) {
      const subscription: Subscription = next;
      next = subscription.nextWanting;
      subscription.nextWanting = null;
      subscription.pull();
    }
  }

  private noteBehind(): void {
    if (!this.isBehind) return;
    if (this.behindSince === 0) this.behindSince = this.core.clock.now();
    const isTooMuch = this.bufferedBytes * this.askedBehind > this.core.limits.maxUnreadBytes;
    if (isTooMuch && !this.isUnheard) this.stopHearing();
  }

  /**
   * Whoever asks again and again and does not read waits in the kernel's buffers, not in ours. A player to whom a large
   * answer is on its way can move meanwhile.
   */
  private stopHearing(): void {
    this.isUnheard = true;
    this.socket.ws.pause();
  }

  private hearAgain(): void {
    if (!this.isUnheard) return;
    this.isUnheard = false;
    this.lastSeenAt = this.core.clock.now();
    this.socket.ws.resume();
  }

  private caughtUp(): void {
    this.behindSince = 0;
    this.askedBehind = 0;
    this.hearAgain();
    this.runWritableTasks();
    if (this.firstWanting !== null) this.markDirty();
  }

  private runWritableTasks(): void {
    const tasks = this.writableTasks;
    this.writableTasks = null;
    for (const task of tasks ?? []) task();
  }
}
