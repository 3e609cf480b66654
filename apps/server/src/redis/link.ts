/**
 * The connection for commands, with a circuit: `ask` answers AWAY at once unless Redis is known to answer.
 *
 * doubted -> live      a probe read the store's generation (and wrote it: a read-only store is no use)
 * live -> doubted      a call failed or timed out, or the connection closed; a probe follows at once
 * doubted -> doubted   the probe failed: an outage. Silence drops the connection, since a fresh one may do
 *                      better; an error reply is asked again a little later
 */
import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { Clock } from "../ports.js";
import { type Address, connect, PROBE_EVERY_MS, promptMs } from "./connection-options.js";
import type { Occasionally } from "./occasionally.js";
import { isRedirection, isSilence, type Outage, reasonOf } from "./outage.js";
import { type Script, shaOf } from "./script.js";
import { ALL_SCRIPTS } from "./scripts/all-scripts.js";
import { readGeneration } from "./scripts/read-generation.js";
import { AWAY, type Away, type Generation, type Part } from "./store.js";

export interface LinkOptions {
  readonly address: Address;
  readonly clock: Clock;
  readonly outage: Outage;
  readonly refused: Occasionally;
  /** Where this store keeps its generation: a key of its own. */
  readonly generationKey: string;
  /** As which it is spoken of in the log. */
  readonly name: string;
  /** The generation of the store whose place this one has taken, where there was one. */
  readonly inherited?: Generation | null;
  /** Runs when Redis says that another of its cluster keeps what was asked for. */
  readonly onRedirected?: () => void;
}

export class Link implements Part {
  readonly #client: Redis;
  /** Calls without a reply, in order, and when each was made. */
  readonly #waiting = new Map<() => void, number>();
  readonly #onReturn: (() => void)[] = [];
  readonly #onReplaced: (() => void)[] = [];
  #generation: Generation | null;
  #live = false;
  #probing = false;
  #closed = false;
  #failed = false;
  #lastFault: unknown = null;
  #cancelProbe = () => {};
  #judge = () => {};
  /** Resolves when the first attempt to reach Redis has come to an end, good or bad. */
  readonly judged = new Promise<void>((resolve) => {
    this.#judge = resolve;
  });

  constructor(private readonly options: LinkOptions) {
    this.#generation = options.inherited ?? null;
    this.#client = connect(options.address, "commands", { enableAutoPipelining: true });
    this.#client.on("error", (fault: unknown) => {
      this.#lastFault = fault;
    });
    this.#client.on("ready", () => void this.#probe());
    this.#client.on("close", () => {
      this.#cutOff();
      this.#fail(this.#lastFault);
    });
    this.#client.on("end", () => this.#connectLater());
  }

  get generationKey(): string {
    return this.options.generationKey;
  }

  /** The store as last seen; null until it was. */
  get generation(): Generation | null {
    return this.#generation;
  }

  /** Whether Redis is known to answer; if not, so will every call, at once, that it does not. */
  get live(): boolean {
    return this.#live;
  }

  get isSilent(): boolean {
    const oldest = this.#waiting.values().next();
    return !oldest.done && this.options.clock.now() - oldest.value > promptMs(this.options.address);
  }

  /** Runs after an outage; what others published meanwhile may be lost. */
  onReturn(listener: () => void): void {
    this.#onReturn.push(listener);
  }

  /** Runs when the store turns out to have been emptied or restarted. */
  onReplaced(listener: () => void): void {
    this.#onReplaced.push(listener);
  }

  /** The reply, or AWAY: at once while Redis is known to be away, else within the command timeout. Never throws. */
  ask<T>(use: (client: Redis) => Promise<T>): Promise<T | Away> {
    if (!this.#live) return Promise.resolve(AWAY);
    return new Promise((resolve) => {
      const giveUp = () => resolve(AWAY);
      this.#waiting.set(giveUp, this.options.clock.now());
      use(this.#client).then(
        (reply) => {
          this.#waiting.delete(giveUp);
          resolve(reply);
        },
        (fault: unknown) => {
          this.#waiting.delete(giveUp);
          resolve(AWAY);
          this.#doubt(fault);
        },
      );
    });
  }

  /** Runs a script; its reply is unparsed. */
  run(script: Script, ...args: readonly (string | number)[]): Promise<unknown> {
    return this.ask((client) => runScript(client, script, args));
  }

  /** Asks the store for its generation now; null when away. `lost` names one to be replaced. */
  async refreshGeneration(lost = ""): Promise<Generation | null> {
    const seen = await this.ask((client) => this.#readGeneration(client, lost));
    return seen === AWAY ? null : seen;
  }

  close(): void {
    this.#closed = true;
    this.#cutOff();
    this.#cancelProbe();
    this.#client.disconnect();
    this.#judge();
  }

  /** Closes for good because another store has taken its place: its trouble is nobody's any more. */
  retire(): void {
    this.close();
    this.options.outage.ended(this.options.name);
  }

  /** Everybody who waits is told AWAY now, and so is everybody who asks. */
  #cutOff(): void {
    this.#live = false;
    for (const giveUp of this.#waiting.keys()) giveUp();
    this.#waiting.clear();
  }

  /** One refusal may concern only that call; whether Redis as a whole answers is for the probe to say. */
  #doubt(fault: unknown): void {
    if (!this.#live) return;
    if (isRedirection(fault)) return this.options.onRedirected?.();
    if (!isSilence(fault)) this.options.refused.log({ reason: reasonOf(fault) });
    this.#lastFault = fault;
    this.#cutOff();
    void this.#probe();
  }

  async #probe(): Promise<void> {
    if (this.#probing || this.#closed) return;
    this.#probing = true;
    this.#cancelProbe();
    try {
      await inOwnDatabase(this.#client);
      await this.#readGeneration(this.#client, "");
      this.#probing = false;
      this.#succeed();
    } catch (fault) {
      this.#probing = false;
      this.#cutOff();
      this.#fail(fault);
      if (isRedirection(fault)) this.options.onRedirected?.();
      if (isSilence(fault) && this.#client.status === "ready") this.#client.disconnect(true);
    }
    if (!this.#closed) this.#cancelProbe = this.options.clock.after(PROBE_EVERY_MS, () => this.#probeIfConnected());
  }

  /** A closed connection comes back by itself and is probed then. */
  #probeIfConnected(): void {
    if (this.#client.status === "ready") void this.#probe();
  }

  /** The client reconnects by itself unless it gave up, which it does on faults it thinks are final. */
  #connectLater(): void {
    if (this.#closed) return;
    this.#cancelProbe();
    this.#cancelProbe = this.options.clock.after(PROBE_EVERY_MS, () => void this.#client.connect().catch(() => {}));
  }

  #succeed(): void {
    if (this.#closed) return;
    this.#live = true;
    this.#judge();
    this.#lastFault = null;
    if (!this.#failed) return;
    this.#failed = false;
    this.options.outage.ended(this.options.name);
    for (const listener of this.#onReturn) listener();
  }

  #fail(fault: unknown): void {
    if (this.#closed) return;
    this.#failed = true;
    this.#judge();
    this.options.outage.began(this.options.name, reasonOf(fault));
  }

  async #readGeneration(client: Redis, lost: string): Promise<Generation> {
    const [name, server] = await Promise.all([
      runScript(client, readGeneration, [this.options.generationKey, randomUUID(), lost]),
      serverFacts(client),
    ]);
    const run = /^run_id:(\w+)/m.exec(server)?.[1] ?? "";
    const known = this.#generation;
    const id = `${String(name)}.${run}`;
    if (known?.id === id) return known;
    await loadScripts(client);
    const seen = { name: String(name), id, seenAt: this.options.clock.now(), replaced: known !== null };
    this.#generation = seen;
    if (seen.replaced) for (const listener of this.#onReplaced) listener();
    return seen;
  }
}

/** What INFO says; nothing where the account may not ask. */
async function serverFacts(client: Redis): Promise<string> {
  try {
    return await client.info("server");
  } catch (fault) {
    if (reasonOf(fault) !== "NOPERM") throw fault;
    return "";
  }
}

/**
 * A script that had to be sent a second time would run after what was said later. Where the account may load
 * none, each is still sent whole when it is first run.
 */
async function loadScripts(client: Redis): Promise<void> {
  try {
    await Promise.all(ALL_SCRIPTS.map(({ source }) => client.script("LOAD", source)));
  } catch (fault) {
    if (reasonOf(fault) !== "NOPERM") throw fault;
  }
}

/** By its name where Redis knows it already, with its whole text where not: after a restart, or on a new shard. */
async function runScript(client: Redis, script: Script, args: readonly (string | number)[]): Promise<unknown> {
  try {
    return await client.evalsha(shaOf(script), script.keys, ...args);
  } catch (fault) {
    if (reasonOf(fault) !== "NOSCRIPT") throw fault;
    return client.eval(script.source, script.keys, ...args);
  }
}

/** Where Redis has no database of that number the client says nothing, and goes on in the first one: somebody else's. */
async function inOwnDatabase(client: Redis): Promise<void> {
  const { db = 0 } = client.options;
  if (db === 0) return;
  await client.select(db).catch((fault: unknown) => {
    throw isSilence(fault) ? fault : Object.assign(fault as Error, { code: "NO_SUCH_DATABASE" });
  });
}
