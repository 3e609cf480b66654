import { isTrackedEnvelope, TRPCError } from "@trpc/server";
import { getTRPCErrorFromUnknown, isAbortError } from "@trpc/server/unstable-core-do-not-import";
import { dataText, startedText, stoppedText, trackedText } from "./answer.js";
import type { Connection } from "./connection.js";
import type { Call } from "./incoming.js";
import type { Shared } from "./shared.js";
import { discard, openSource, type Sink, type Source, sharedOf } from "./source.js";
import { STOPPED } from "./stopped.js";

/**
 * One subscription of one connection.
 *
 * waiting (its turn has not come) → asked (the procedure runs) → live → over. A stop while asked takes
 * effect when the procedure answers; a stop while live waits for the source to close. The id is free
 * again, and `stopped` is said, when it is over.
 */
export class Subscription implements Sink {
  /** Next in the connection's list of subscriptions that want to be pulled. */
  nextWanting: Subscription | null = null;
  private readonly controller = new AbortController();
  private phase: "waiting" | "asked" | "live" | "over" = "waiting";
  private source: Source | null = null;

  constructor(
    private readonly connection: Connection,
    readonly call: Call,
  ) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isFull(): boolean {
    return this.connection.isBehind;
  }

  /** Its turn has come: the procedure is called. */
  ask(): void {
    this.phase = "asked";
  }

  /** The procedure answered. */
  begin(result: unknown): void {
    if (this.signal.aborted) {
      void discard(result)
        .catch((error: unknown) => this.late(error))
        .then(() => this.finish(true));
      return;
    }
    try {
      this.source = openSource(result, this);
    } catch (error) {
      this.refuse(error);
      return;
    }
    if (this.source === null) {
      const message = `Subscription ${this.call.path} did not return an async iterable, an observable or a feed`;
      this.refuse(new TRPCError({ code: "INTERNAL_SERVER_ERROR", message }));
      return;
    }
    this.phase = "live";
    this.connection.say(startedText(this.call));
    this.source.start();
  }

  /** The procedure failed, or never ran. */
  refuse(cause: unknown): void {
    const error = getTRPCErrorFromUnknown(cause);
    const gaveUp = this.signal.aborted && error.code === "INTERNAL_SERVER_ERROR" && isAbortError(error.cause);
    if (!gaveUp) this.connection.answerError(this.call, error);
    this.finish(gaveUp);
  }

  /** The client or the connection is done with it. */
  stop(): void {
    if (this.signal.aborted || this.phase === "over") return;
    const { phase } = this;
    if (phase === "live") this.leave();
    this.controller.abort(STOPPED);
    if (phase === "waiting") this.finish(true);
    else if (phase === "live") this.closeSource(() => this.finish(true));
  }

  whenWritable(task: () => void): void {
    this.connection.whenWritable(task);
  }

  requestPull(): void {
    this.connection.wantPull(this);
  }

  pull(): void {
    if (this.phase === "live") this.source?.pull();
  }

  value(value: unknown): void {
    if (this.phase !== "live") return;
    const payload = sharedOf(value);
    if (payload !== null) this.shared(payload);
    else this.connection.say(this.valueText(value));
  }

  shared(payload: Shared): void {
    if (this.phase !== "live") return;
    this.connection.sayShared(this.call, payload);
  }

  end(): void {
    if (this.phase !== "live") return;
    this.leave();
    this.closeSource(() => this.finish(true));
  }

  fail(cause: unknown): void {
    if (this.phase !== "live") return;
    this.leave();
    this.controller.abort(STOPPED);
    this.closeSource(() => {
      this.connection.answerError(this.call, getTRPCErrorFromUnknown(cause));
      this.finish(true);
    });
  }

  late(cause: unknown): void {
    if (!isAbortError(cause)) this.connection.report(getTRPCErrorFromUnknown(cause), this.call);
  }

  /** A source that cannot close cleanly is the server's trouble: the client is told `stopped` all the same. */
  private closeSource(tell: () => void): void {
    const { source } = this;
    this.source = null;
    if (source?.closesAtOnce !== false) tell();
    const closing = this.closeQuietly(source);
    if (source?.closesAtOnce === false) void closing.then(tell);
  }

  private async closeQuietly(source: Source | null): Promise<void> {
    try {
      await source?.close();
    } catch (error) {
      this.late(error);
    }
  }

  /** It no longer counts as live, so that whoever is told of the end sees what is left. */
  private leave(): void {
    if (this.phase === "over") return;
    this.phase = "over";
    this.connection.calls.liveSubscriptions--;
  }

  private finish(sayStopped: boolean): void {
    this.leave();
    this.connection.calls.forget(this);
    if (sayStopped) this.connection.say(stoppedText(this.call));
  }

  private valueText(value: unknown): string {
    const { transformer } = this.connection.core;
    if (!isTrackedEnvelope(value)) return dataText(this.call, value, transformer);
    const [id, data] = value;
    return trackedText(this.call, { id: String(id), data }, transformer);
  }
}
