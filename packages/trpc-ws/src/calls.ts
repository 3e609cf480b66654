import { TRPCError } from "@trpc/server";
import { isObservable } from "@trpc/server/observable";
import { getTRPCErrorFromUnknown, isAsyncIterable } from "@trpc/server/unstable-core-do-not-import";
import { dataText } from "./answer.js";
import { CallQueue } from "./call-queue.js";
import type { Connection } from "./connection.js";
import type { Call, RequestId } from "./incoming.js";
import { refusal } from "./refusal.js";
import { Subscription } from "./subscription.js";

/** One connection's calls, from admission to the answer. */
export class Calls {
  /** Queries and mutations received and not yet answered. */
  inFlight = 0;
  liveSubscriptions = 0;
  private readonly queue: CallQueue<Call>;
  /** Who hears of the end of mutations that were received. */
  private readonly ends = new Map<Call, () => void>();
  /** Mutations that came before it was known from whom: they are spoken of when that is; null since then. */
  private early: Call[] | null = [];
  /** Why there is no context, where there is none: nothing will ever run. */
  private refusedWith: TRPCError | null = null;
  /** Made with the first subscription. An id is in use until its subscription has ended completely. */
  private subscriptions: Map<RequestId, Subscription> | null = null;

  constructor(private readonly connection: Connection) {
    const { clock, limits } = connection.core;
    this.queue = new CallQueue((call) => this.begin(call), clock, limits.holdUpMs);
  }

  /** Takes the call in, or says why there is no room for it. */
  admit(call: Call): void {
    this.connection.asked();
    if (this.refusedWith !== null) {
      this.connection.answerError(call, this.refusedWith);
      return;
    }
    const obstacle = call.type === "subscription" ? this.subscriptionObstacle(call) : this.callObstacle();
    if (obstacle !== null) {
      this.connection.refuse(call, obstacle);
      return;
    }
    this.connection.core.counters.calls++;
    if (call.type === "subscription") this.register(call);
    else this.inFlight++;
    if (call.type === "mutation" && this.early === null) this.note(call);
    else if (call.type === "mutation") this.early?.push(call);
    this.queue.add(call);
  }

  /** The context is there: calls may begin. */
  open(): void {
    for (const call of this.early ?? []) this.note(call);
    this.early = null;
    this.queue.open();
  }

  /** There will be no context: everything received is answered with why. */
  refuseAll(error: TRPCError): void {
    this.refusedWith = error;
    for (const call of this.queue.abandon()) {
      if (call.type === "subscription") this.subscriptions?.get(call.id)?.refuse(error);
      else this.settle(call, () => this.connection.answerError(call, error));
    }
  }

  stop(id: RequestId): void {
    this.subscriptions?.get(id)?.stop();
  }

  /** The connection was ended from this side: what has not begun never does. */
  abandon(): void {
    // They are spoken of by nobody: where the context is still being made, nothing would end them afterwards.
    this.early = null;
    for (const call of this.queue.abandon()) this.ended(call);
    this.endSubscriptions();
  }

  /** The client went away. Mutations were received and are owed; nobody is there to read anything else. */
  disconnect(): void {
    this.queue.abandon((call) => call.type === "mutation");
    this.endSubscriptions();
  }

  /** Its id may be used again. */
  forget(subscription: Subscription): void {
    const { id } = subscription.call;
    if (this.subscriptions?.get(id) === subscription) this.subscriptions.delete(id);
  }

  private endSubscriptions(): void {
    if (this.subscriptions === null) return;
    for (const subscription of [...this.subscriptions.values()]) subscription.stop();
  }

  private callObstacle(): TRPCError | null {
    if (this.inFlight < this.connection.core.limits.maxInFlight) return null;
    return refusal("too_many_in_flight", "Too many requests are waiting for an answer on this connection");
  }

  private subscriptionObstacle(call: Call): TRPCError | null {
    if (this.subscriptions === null) return null;
    if (this.subscriptions.has(call.id))
      return new TRPCError({ code: "BAD_REQUEST", message: `Duplicate id ${call.id}` });
    if (this.subscriptions.size < this.connection.core.limits.maxSubscriptions) return null;
    return refusal("too_many_subscriptions", "Too many subscriptions on this connection");
  }

  private register(call: Call): void {
    this.subscriptions ??= new Map();
    this.subscriptions.set(call.id, new Subscription(this.connection, call));
    this.liveSubscriptions++;
  }

  private begin(call: Call): void {
    if (call.type === "subscription") {
      const subscription = this.subscriptions?.get(call.id);
      // Stopped before its turn came, it is not there any more, or another has its id.
      if (subscription?.call !== call) return;
      subscription.ask();
      this.run(call, subscription.signal).then(
        (result) => subscription.begin(result),
        (error: unknown) => subscription.refuse(error),
      );
      return;
    }
    this.mutateOrQuery(call).then(
      (result) => this.settle(call, () => this.answer(call, result)),
      (error: unknown) => this.settle(call, () => this.connection.answerError(call, getTRPCErrorFromUnknown(error))),
    );
  }

  private mutateOrQuery(call: Call): Promise<unknown> {
    if (call.type === "query") return this.run(call, undefined);
    const { context } = this.connection;
    const { options } = this.connection.core;
    options.onMutation?.(context, call.receivedAt);
    try {
      return options.shortcut?.(context, call) ?? this.run(call, undefined);
    } catch (fault) {
      return Promise.reject(fault);
    }
  }

  private run(call: Call, signal: AbortSignal | undefined): Promise<unknown> {
    return this.connection.core.procedures.call({
      ctx: this.connection.context,
      path: call.path,
      type: call.type,
      getRawInput: async () => call.input,
      signal,
      batchIndex: call.batchIndex,
    });
  }

  private answer(call: Call, result: unknown): void {
    if (isAsyncIterable(result) || isObservable(result)) {
      const message = `A ${call.type} cannot answer with a stream on a WebSocket`;
      this.connection.answerError(call, new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE", message }));
      return;
    }
    let text: string;
    try {
      text = dataText(call, result, this.connection.core.transformer);
    } catch (error) {
      this.connection.answerError(call, getTRPCErrorFromUnknown(error));
      return;
    }
    this.connection.say(text);
  }

  private note(call: Call): void {
    const end = this.connection.core.options.onReceived?.(call);
    if (end) this.ends.set(call, end);
  }

  private ended(call: Call): void {
    this.ends.get(call)?.();
    this.ends.delete(call);
  }

  private settle(call: Call, answer: () => void): void {
    this.inFlight--;
    answer();
    this.ended(call);
    if (call.type === "mutation") this.queue.mutationEnded(call);
  }
}
