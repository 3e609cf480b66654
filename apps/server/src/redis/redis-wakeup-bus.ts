import { randomUUID } from "node:crypto";
import { type Clock, type Log, PRESENCE_LEASE_MS, topicOf, type Wakeup, type WakeupBus } from "../ports.js";
import { Gathered } from "./gathered.js";
import type { Keys } from "./keys.js";
import type { Occasionally } from "./occasionally.js";
import { publishAll } from "./scripts/publish-all.js";
import type { Store } from "./store.js";
import type { Subscriber } from "./subscriber.js";
import { parseWakeup } from "./wakeup-schema.js";

/** The least time between two calls that publish: other nodes hear of a move at most that much later. */
const PUBLISH_EVERY_MS = 4;

export interface RedisWakeupBusOptions {
  readonly store: Store;
  readonly subscriber: Subscriber;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of messages that are none of ours, without their content. */
  readonly ignored: Occasionally;
}

/**
 * Wake-ups over pub/sub, one channel for each match and one for what concerns none. This node's own ones do not take that way: they are
 * delivered here directly, so that it hears itself while Redis is away.
 */
export class RedisWakeupBus implements WakeupBus {
  readonly #self = randomUUID();
  /** How every message of this node begins: most are its own, and need no look inside. */
  readonly #ownStart = `{"from":${JSON.stringify(this.#self)}`;
  readonly #followed = new Set<string>();
  readonly #listeners: ((wakeup: Wakeup) => void)[] = [];
  readonly #gapListeners: (() => void)[] = [];
  readonly #outgoing: Gathered<Wakeup>;
  #cancelGap = () => {};

  constructor(private readonly options: RedisWakeupBusOptions) {
    const { store, subscriber, clock } = options;
    this.#outgoing = new Gathered((wakeups) => this.#send(wakeups), { clock, everyMs: PUBLISH_EVERY_MS });
    subscriber.onMessage((channel, text) => this.#receive(channel, text));
    subscriber.onGap(() => this.#announceGap());
    // What other nodes published while Redis was away is lost, even to a connection that held.
    store.onReturn(() => subscriber.live && this.#announceGap());
    // The presence board has said nothing for a lease; who asked it meanwhile must ask again.
    store.onReplaced(() => this.#announceGapAfter(PRESENCE_LEASE_MS));
  }

  publish(wakeup: Wakeup): void {
    queueMicrotask(() => this.#deliver(wakeup));
    // What cannot be sent now is lost: nobody waits for it, and nothing is kept for later.
    if (this.options.store.anyPart().live) this.#outgoing.add(wakeup);
  }

  onWakeup(listener: (wakeup: Wakeup) => void): void {
    this.#listeners.push(listener);
  }

  follow(topic: string): Promise<void> {
    this.#followed.add(topic);
    return this.options.subscriber.subscribe(this.options.keys.wakeups(topic));
  }

  unfollow(topic: string): void {
    this.#followed.delete(topic);
    this.options.subscriber.unsubscribe(this.options.keys.wakeups(topic));
  }

  onGap(listener: () => void): void {
    this.#gapListeners.push(listener);
  }

  #send(wakeups: readonly Wakeup[]): Promise<unknown> {
    const { store, subscriber, keys } = this.options;
    const said: string[] = [];
    for (const wakeup of wakeups) {
      const channel = keys.wakeups(topicOf(wakeup));
      // Nobody but this node, which has heard it: then it need not be sent, nor read again.
      const mayBeAlone = store.knowsSubscribers && subscriber.hears(channel);
      said.push(channel, JSON.stringify({ from: this.#self, wakeup }), mayBeAlone ? "1" : "");
    }
    return store.anyPart().run(publishAll, ...said);
  }

  /** Takes a message off the wire. Anybody who reaches Redis can write one. */
  #receive(channel: string, text: string): void {
    if (text.startsWith(this.#ownStart)) return;
    const message = parseWakeup(text);
    if (message === null || channel !== this.options.keys.wakeups(topicOf(message.wakeup))) {
      this.options.ignored.log();
      return;
    }
    this.#deliver(message.wakeup);
  }

  close(): void {
    this.#cancelGap();
  }

  #announceGapAfter(ms: number): void {
    this.#cancelGap();
    this.#cancelGap = this.options.clock.after(ms, () => this.#announceGap());
  }

  #announceGap(): void {
    for (const listener of this.#gapListeners) this.#guard(() => listener());
  }

  #deliver(wakeup: Wakeup): void {
    if (!this.#followed.has(topicOf(wakeup))) return;
    for (const listener of this.#listeners) this.#guard(() => listener(wakeup));
  }

  /** One listener's defect must not keep the next from hearing, nor end the connection. */
  #guard(tell: () => void): void {
    try {
      tell();
    } catch (fault) {
      this.options.log.error({ fault: String(fault) }, "a listener to wake-ups threw");
    }
  }
}
