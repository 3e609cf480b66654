/**
 * One subscription as it lives on across connections.
 *
 * `resting` at first, and after the server ended it: its owner starts it. `wanted`: runs on the present connection, or
 * will on the next. `stopped`: for good.
 */
import type { Rejection } from "@holdfast/engine";
import { type Answer, fields, stopFrame } from "./wire.js";

export interface FeedSink {
  /** It is being started: what to ask for now. */
  begin(): object;
  data(value: unknown): void;
  /** The connection is gone; it will be started again by itself. */
  lost(): void;
  /** The server ended it: with a rejection, or null when it simply had no more. */
  ended(rejection: Rejection | null): void;
}
interface FeedLine {
  start(feed: Feed): void;
  send(text: string): void;
  forget(id: number): void;
  drop(feed: Feed): void;
}

export class Feed {
  #id: number | null = null;
  #state: "resting" | "wanted" | "stopped" = "resting";

  constructor(
    readonly path: string,
    readonly sink: FeedSink,
    private readonly line: FeedLine,
  ) {}

  /** Starts it on the present connection, or leaves it to the next. */
  start(): void {
    if (this.#state === "stopped" || this.#id !== null) return;
    this.#state = "wanted";
    this.line.start(this);
  }

  /** A new connection is open: goes on, unless the server ended it or its owner stopped it. */
  reopen(): void {
    if (this.#state === "wanted") this.start();
  }

  /** Starts it afresh although it is running: the server answers with the newest state. */
  restart(): void {
    this.#quit();
    this.start();
  }

  /** Ends it for good. */
  stop(): void {
    this.#quit();
    this.#state = "stopped";
    this.line.drop(this);
  }

  /** Called by the connection: it now runs under this request id. */
  began(id: number): void {
    this.#id = id;
  }

  deliver(frame: Answer): void {
    // A tracked payload has its own envelope: `{ id, data }`. What comes as a list is not tracked.
    if (frame.kind === "data")
      return this.sink.data(Array.isArray(frame.value) ? frame.value : fields(frame.value).data);
    if (frame.kind === "started") return;
    this.#rest(frame.kind === "failed" ? frame.rejection : null);
  }

  lost(): void {
    this.#id = null;
    if (this.#state === "wanted") this.sink.lost();
  }

  fail(rejection: Rejection): void {
    if (this.#state === "wanted") this.#rest(rejection);
  }

  #rest(rejection: Rejection | null): void {
    if (this.#id !== null) this.line.forget(this.#id);
    this.#id = null;
    this.#state = "resting";
    this.sink.ended(rejection);
  }

  #quit(): void {
    if (this.#id === null) return;
    this.line.forget(this.#id);
    this.line.send(stopFrame(this.#id));
    this.#id = null;
  }
}
