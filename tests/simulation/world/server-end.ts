/**
 * The node's end of one connection: a thin server of the tRPC wire that calls the real router. Calls begin in order and
 * find their procedures by the real adapter's own parts; everything else of that adapter has tests of its own.
 */
import { FEED, type Feed, type FeedReader, Shared } from "@holdfast/trpc-ws";
import type { MatchFrame, PatchFrame, StateFrame } from "@holdfast/protocol";
import { isPatch } from "@holdfast/protocol/patch";
import type { Rejection } from "@holdfast/engine";
import type { TRPCError } from "@trpc/server";
import { getErrorShape, getTRPCErrorFromUnknown } from "@trpc/server/unstable-core-do-not-import";
import { CallQueue } from "../../../packages/trpc-ws/src/call-queue.js";
import { DEFAULT_LIMITS } from "../../../packages/trpc-ws/src/limits.js";
import { ProcedureTable } from "../../../packages/trpc-ws/src/procedure-table.js";
import type { Core } from "../../../apps/server/src/core.js";
import type { Context } from "../../../apps/server/src/rpc/context.js";
import { matchIdIn } from "../../../apps/server/src/rpc/match-id-in.js";
import { refused, rejectionOf } from "../../../apps/server/src/rpc/refusals.js";
import { appRouter } from "../../../apps/server/src/rpc/router.js";
import type { Frame } from "./link.js";
import { Told } from "./told.js";

export interface ServerEndWiring {
  readonly id: string;
  readonly core: Core;
  readonly send: (frame: Frame) => void;
  /** The other side does not read just now. */
  readonly isFull: () => boolean;
  readonly close: (code: number, reason: string) => void;
  readonly onArrival: (msgId: string) => void;
  /** Something was refused with this code before anything of it was done. */
  readonly onRefusal: (code: string) => void;
  /** A reader that was behind is told of several versions at once. */
  readonly onSkipped: () => void;
  readonly onPatch: () => void;
  /** The connection goes on with another token. */
  readonly onRenewed: () => void;
  /** A player follows a match from now on; the answer says that this is over. */
  readonly onHere: (matchId: string, playerId: string) => () => void;
}

type CallType = "query" | "mutation" | "subscription";
interface Call {
  readonly type: CallType;
  readonly id: number;
  readonly path: string;
  readonly input: Readonly<Record<string, unknown>> | undefined;
  readonly receivedAt: number;
  /** To be called when it has been answered; null until somebody is told that it has come. */
  onEnd: (() => void) | null;
}
interface Subscription {
  reader: FeedReader<MatchFrame | PatchFrame> | null;
  readonly told: Told;
  isOver: boolean;
  /** Lets what is new be pulled soon. */
  wake: () => void;
  leave: () => void;
}

const { transformer } = appRouter._def._config;
const PROCEDURES = new ProcedureTable(appRouter);
/** What is to happen next and not now; half as dear as `queueMicrotask`, which makes a resource of each. */
const READY = Promise.resolve();

export class ServerEnd {
  #context: Context | null = null;
  #isClosed = false;
  readonly #queue: CallQueue<Call>;
  /** What came before it was known from whom. */
  readonly #early: Call[] = [];
  #wasFull = false;
  readonly #subscriptions = new Map<number, Subscription>();

  constructor(private readonly wiring: ServerEndWiring) {
    const { clock } = wiring.core.ports;
    this.#queue = new CallQueue((call) => this.#begin(call), clock, DEFAULT_LIMITS.holdUpMs);
  }

  receive(text: string): void {
    if (this.#isClosed) return;
    if (text === "PING") return this.wiring.send({ text: "PONG" });
    if (text === "PONG") return;
    // Only the client's own code speaks on this line.
    const frame = JSON.parse(text) as RawFrame;
    if (frame.method === "connectionParams") return this.#enter(frame.data?.token ?? "");
    if (frame.method === "subscription.stop") return this.#stop(frame.id, true);
    const input = transformer.input.deserialize(frame.params.input) as Call["input"];
    if (typeof input?.msgId === "string") this.wiring.onArrival(input.msgId);
    const receivedAt = this.wiring.core.ports.clock.now();
    const { method: type, id, params } = frame;
    const call: Call = { type, id, path: params.path, input, receivedAt, onEnd: null };
    if (this.#context === null) this.#early.push(call);
    else this.#note(call);
    this.#queue.add(call);
  }

  /** The connection is gone. What was received runs on; nobody hears of it. */
  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#queue.abandon((call) => call.type === "mutation");
    for (const id of [...this.#subscriptions.keys()]) this.#stop(id, false);
    this.wiring.core.forget(this.wiring.id);
  }

  /** The other side reads again: everybody gets the newest of what was kept back. */
  writable(): void {
    this.#wasFull = true;
    for (const { wake } of this.#subscriptions.values()) wake();
    void READY.then(() => {
      this.#wasFull = false;
    });
  }

  get liveSubscriptions(): number {
    return this.#subscriptions.size;
  }

  /** Whether the token that it goes on with had ended by then. */
  hasEnded(by: number): boolean {
    const session = this.#context?.session;
    return session !== null && session !== undefined && session.expiresAt <= by;
  }

  /** The node died with everything on it. */
  died(): void {
    this.#isClosed = true;
    for (const subscription of this.#subscriptions.values()) subscription.leave();
  }

  #enter(token: string): void {
    const { core, id } = this.wiring;
    const session = core.rpc.tokens.verify(token);
    if (!session.ok) return this.#turnAway(session.rejection);
    const connection = { id, identify: () => {} };
    this.#context = {
      deps: core.rpc,
      session: session.value,
      isAdmin: false,
      connection,
      address: "simulated",
      receivedAt: 0,
    };
    for (const call of this.#early) this.#note(call);
    this.#queue.open();
  }

  #note(call: Call): void {
    const matchId = call.type === "mutation" ? matchIdIn(call.input) : null;
    if (matchId !== null) call.onEnd = this.wiring.core.outages.received(matchId, call.receivedAt);
  }

  #turnAway(why: Rejection): void {
    const error = this.#shapeOf(refused(why), { type: "unknown", path: undefined, input: undefined });
    this.#say(`{"id":null,"error":${error}}`);
    this.wiring.close(4401, why.code);
  }

  #begin(call: Call): void {
    const subscription: Subscription = {
      reader: null,
      told: new Told(),
      isOver: false,
      wake: () => {},
      leave: () => {},
    };
    if (call.type === "subscription") this.#subscriptions.set(call.id, subscription);
    if (call.type === "mutation" && this.#context) this.#context.receivedAt = call.receivedAt;
    this.#run(call).then(
      (result) => {
        if (call.type === "subscription") this.#follow(call, subscription, result);
        else this.#answer(call, result);
      },
      (fault: unknown) => {
        if (call.type === "subscription") this.#forget(call.id, subscription);
        this.#fail(call, fault);
      },
    );
  }

  #run({ path, type, input }: Call): Promise<unknown> {
    const getRawInput = async () => input;
    return PROCEDURES.call({ ctx: this.#context, path, type, getRawInput, signal: undefined, batchIndex: 0 });
  }

  #answer(call: Call, result: unknown): void {
    if (call.path === "session.renew") this.wiring.onRenewed();
    const data = transformer.output.serialize(result) as unknown;
    this.#say(`{"id":${call.id},"result":{"type":"data","data":${JSON.stringify(data)}}}`, stateIn(result));
    this.#ended(call);
  }

  #fail(call: Call, fault: unknown): void {
    this.#say(`{"id":${call.id},"error":${this.#shapeOf(getTRPCErrorFromUnknown(fault), call)}}`);
    this.#ended(call);
  }

  #shapeOf(
    error: TRPCError,
    { type, path, input }: Pick<Parameters<typeof getErrorShape>[0], "type" | "path" | "input">,
  ): string {
    const config = appRouter._def._config;
    const shape = getErrorShape({ config, error, type, path, input, ctx: this.#context ?? undefined });
    this.wiring.onRefusal(rejectionOf(error).code);
    return JSON.stringify(transformer.output.serialize(shape));
  }

  #ended(call: Call): void {
    call.onEnd?.();
    if (call.type === "mutation") this.#queue.mutationEnded(call);
  }

  #follow(call: Call, subscription: Subscription, result: unknown): void {
    // Stopped while the procedure ran.
    if (this.#isClosed || subscription.isOver) return;
    const playerId = this.#context?.session?.playerId ?? "";
    subscription.leave = this.wiring.onHere(String(call.input?.matchId), playerId);
    this.#say(`{"id":${call.id},"result":{"type":"started"}}`);
    let isWoken = false;
    subscription.wake = () => {
      if (isWoken) return;
      isWoken = true;
      void READY.then(() => {
        isWoken = false;
        this.#pull(call, subscription);
      });
    };
    subscription.reader = (result as Feed<MatchFrame, PatchFrame>)[FEED](subscription.wake);
    subscription.wake();
  }

  #pull(call: Call, subscription: Subscription): void {
    while (!subscription.isOver && subscription.reader && !this.wiring.isFull()) {
      const next = subscription.reader.take();
      if (next === null) return;
      if (next instanceof Shared) {
        const { id, text, value } = next;
        const state = subscription.told.read(value);
        if (this.#wasFull && state && state.version > (state.from ?? state.version) + 1) this.wiring.onSkipped();
        if (isPatch(value)) this.wiring.onPatch();
        const tracking = id === null ? "" : `,"id":${JSON.stringify(id)}`;
        this.#say(`{"id":${call.id},"result":{"type":"data","data":${text}${tracking}}}`, state);
        continue;
      }
      this.#forget(call.id, subscription);
      if (next.error === undefined) this.#say(`{"id":${call.id},"result":{"type":"stopped"}}`);
      else this.#fail(call, next.error);
      subscription.reader.close();
    }
  }

  #stop(id: number, isAsked: boolean): void {
    const subscription = this.#subscriptions.get(id);
    if (!subscription) return;
    this.#forget(id, subscription);
    subscription.reader?.close();
    if (isAsked) this.#say(`{"id":${id},"result":{"type":"stopped"}}`);
  }

  #forget(id: number, subscription: Subscription): void {
    subscription.isOver = true;
    subscription.leave();
    subscription.leave = () => {};
    if (this.#subscriptions.get(id) === subscription) this.#subscriptions.delete(id);
  }

  #say(text: string, state?: StateFrame): void {
    if (!this.#isClosed) this.wiring.send(state === undefined ? { text } : { text, state });
  }
}

type RawFrame =
  | { readonly method: "connectionParams"; readonly data?: { readonly token?: string }; readonly id: number }
  | { readonly method: "subscription.stop"; readonly id: number }
  | {
      readonly method: CallType;
      readonly id: number;
      readonly params: { readonly path: string; readonly input: unknown };
    };

/** The state in an answer of `match.resume`. */
function stateIn(result: unknown): StateFrame | undefined {
  if (typeof result !== "object" || result === null || !("value" in result)) return undefined;
  const { value } = result;
  if (typeof value !== "object" || value === null || !("state" in value)) return undefined;
  return value.state as StateFrame;
}
