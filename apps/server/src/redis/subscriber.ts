/**
 * The connection for channels. Every failure and every silence ends the same way: a new connection, all
 * channels subscribed again, and then a gap announced, since what was said meanwhile is lost.
 */
import type { Redis, RedisOptions } from "ioredis";
import type { Clock } from "../ports.js";
import { type Address, connect, PROBE_EVERY_MS } from "./connection-options.js";
import { type Outage, reasonOf } from "./outage.js";

export interface SubscriberOptions {
  readonly address: Address;
  /** Chooses whom to connect to, where several will do. */
  readonly Connector?: RedisOptions["Connector"];
  readonly clock: Clock;
  readonly outage: Outage;
}

const CONNECTION_NAME = "subscriptions";
/** Channels in one command: small enough to be confirmed well within the timeout. */
const CHUNK = 500;

export class Subscriber {
  readonly #client: Redis;
  readonly #channels = new Map<string, Promise<void>>();
  /** Those that Redis has confirmed on the connection there is. */
  readonly #heard = new Set<string>();
  /** Those asked for in this turn of the event loop, until it ends. */
  #asked: Promise<void> | null = null;
  readonly #unconfirmed = new Set<string>();
  #live = false;
  #missed = false;
  #closed = false;
  #lastFault: unknown = null;
  #onGap = () => {};
  #cancelProbe = () => {};
  #judge = () => {};
  /** Resolves when the first attempt to reach Redis has come to an end, good or bad. */
  readonly judged = new Promise<void>((resolve) => {
    this.#judge = resolve;
  });

  constructor(private readonly options: SubscriberOptions) {
    const { address, Connector } = options;
    this.#client = connect(address, CONNECTION_NAME, Connector === undefined ? {} : { Connector });
    this.#client.on("error", (fault: unknown) => {
      this.#lastFault = fault;
    });
    this.#client.on("ready", () => void this.#begin());
    this.#client.on("close", () => this.#lost(this.#lastFault));
    this.#client.on("end", () => this.#connectLater());
  }

  onMessage(listener: (channel: string, text: string) => void): void {
    this.#client.on("message", listener);
  }

  /** Runs when everything subscribed may have missed messages, and receives them again. */
  onGap(listener: () => void): void {
    this.#onGap = listener;
  }

  /** Whether messages arrive now; if not, a gap will be announced. */
  get live(): boolean {
    return this.#live;
  }

  /** Whether Redis counts this node among those who are subscribed to the channel, as far as is known. */
  hears(channel: string): boolean {
    return this.#heard.has(channel);
  }

  /** Resolves once the channel is subscribed; while away at once, and a gap follows when it is. Never throws. */
  subscribe(channel: string): Promise<void> {
    const known = this.#channels.get(channel);
    if (known !== undefined) return known;
    const confirmed = this.#confirm(channel);
    this.#channels.set(channel, confirmed);
    return confirmed;
  }

  unsubscribe(channel: string): void {
    this.#heard.delete(channel);
    if (!this.#channels.delete(channel) || !this.#live) return;
    this.#client.unsubscribe(channel).catch((fault: unknown) => this.#reset(fault));
  }

  close(): void {
    this.#closed = true;
    this.#live = false;
    this.#heard.clear();
    this.#cancelProbe();
    this.#client.disconnect();
    this.#judge();
  }

  /** With all others of this turn: a command of its own for each would be a write of its own. */
  #confirm(channel: string): Promise<void> {
    this.#unconfirmed.add(channel);
    this.#asked ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#asked = null;
        const channels = [...this.#unconfirmed];
        this.#unconfirmed.clear();
        resolve(this.#subscribeTo(channels));
      });
    });
    return this.#asked;
  }

  async #subscribeTo(channels: readonly string[]): Promise<void> {
    if (!this.#live) {
      this.#missed = true;
      return;
    }
    try {
      await this.#subscribeInChunks(channels);
    } catch (fault) {
      this.#reset(fault);
    }
  }

  /** On a fresh connection: everything again, and only then the gap. */
  async #begin(): Promise<void> {
    this.#live = true;
    try {
      await this.#subscribeInChunks([...this.#channels.keys()]);
    } catch (fault) {
      this.#reset(fault);
      return;
    }
    this.#judge();
    this.#lastFault = null;
    this.options.outage.ended(CONNECTION_NAME);
    this.#probeLater();
    if (!this.#missed) return;
    this.#missed = false;
    this.#onGap();
  }

  /** Those of them that somebody still wants. */
  async #subscribeInChunks(channels: readonly string[]): Promise<void> {
    for (let i = 0; i < channels.length; i += CHUNK) {
      const wanted = channels.slice(i, i + CHUNK).filter((channel) => this.#channels.has(channel));
      if (wanted.length > 0) await this.#subscribeNow(wanted);
    }
  }

  async #subscribeNow(channels: readonly string[]): Promise<void> {
    await this.#client.subscribe(...channels);
    // Those that nobody wants any more are unsubscribed by now, or will be.
    for (const channel of channels) if (this.#live && this.#channels.has(channel)) this.#heard.add(channel);
  }

  #reset(fault: unknown): void {
    if (!this.#live) return;
    this.#lost(fault);
    if (this.#client.status === "ready") this.#client.disconnect(true);
  }

  #lost(fault: unknown): void {
    this.#live = false;
    this.#heard.clear();
    this.#cancelProbe();
    this.#judge();
    if (this.#closed) return;
    this.#missed = true;
    this.options.outage.began(CONNECTION_NAME, reasonOf(fault));
  }

  /** A connection on which nothing is said looks the same as one that is dead. */
  #probeLater(): void {
    this.#cancelProbe();
    this.#cancelProbe = this.options.clock.after(PROBE_EVERY_MS, () => {
      this.#client.ping().then(
        () => this.#live && this.#probeLater(),
        (fault: unknown) => this.#reset(fault),
      );
    });
  }

  /** The client reconnects by itself unless it gave up, which it does on faults it thinks are final. */
  #connectLater(): void {
    if (this.#closed) return;
    this.#cancelProbe = this.options.clock.after(PROBE_EVERY_MS, () => void this.#client.connect().catch(() => {}));
  }
}
