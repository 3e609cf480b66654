/**
 * How often one connection, address or player may ask something of this node. Counted here and at once, without asking
 * anybody: the limits hold while Redis is away, and cost a move no round trip.
 */
import type { Clock } from "../ports.js";

export interface RequestRates {
  /** Queries, mutations and PINGs of one connection; twice as many at once. */
  readonly messagesPerSecond: number;
  /** Moves of one player; twice as many at once. */
  readonly movesPerSecond: number;
  /** Calls over HTTP from one address; twice as many at once. */
  readonly callsPerSecond: number;
}

/** A reconnecting client asks for all its matches again in one breath. */
const SUBSCRIPTIONS: Rate = { burst: 64, perSecond: 4 };
/** Somebody who guesses tokens; one that has merely expired is no guess. */
const BAD_TOKENS: Rate = { burst: 10, perSecond: 10 / 60 };
/** Buckets held at most, in two halves: those that were not asked for since the newer one began go with the older. */
const HALF_OF_BUCKETS = 50_000;

interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}
interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

export class RequestLimits {
  #newer = new Map<string, Bucket>();
  #older = new Map<string, Bucket>();

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly rates: RequestRates,
  ) {}

  /** 0 when the message may be looked at, else milliseconds to wait. */
  message(connectionId: string, kind: "query" | "mutation" | "subscription" | "ping"): number {
    if (kind === "subscription") return this.#take(`subscriptions ${connectionId}`, SUBSCRIPTIONS);
    return this.#take(`messages ${connectionId}`, twice(this.rates.messagesPerSecond));
  }

  move(playerId: string): number {
    return this.#take(`moves ${playerId}`, twice(this.rates.movesPerSecond));
  }

  /** Several calls in one request are several. */
  calls(address: string, count: number): number {
    return this.#take(`calls ${address}`, twice(this.rates.callsPerSecond), count);
  }

  /** How long this address must wait before another token of it is looked at. */
  badTokenWait(address: string): number {
    return waitOf(this.#filled(`bad tokens ${address}`, BAD_TOKENS), BAD_TOKENS, 1);
  }

  countBadToken(address: string): void {
    this.#take(`bad tokens ${address}`, BAD_TOKENS);
  }

  /** A connection is gone, and nobody comes back under its id. */
  forget(connectionId: string): void {
    for (const key of [`messages ${connectionId}`, `subscriptions ${connectionId}`]) {
      this.#newer.delete(key);
      this.#older.delete(key);
    }
  }

  #take(key: string, rate: Rate, count = 1): number {
    const tokens = this.#filled(key, rate);
    const wait = waitOf(tokens, rate, count);
    this.#put(key, { tokens: wait === 0 ? tokens - count : tokens, at: this.clock.now() });
    return wait;
  }

  #filled(key: string, { burst, perSecond }: Rate): number {
    const held = this.#newer.get(key) ?? this.#older.get(key);
    if (held === undefined) return burst;
    return Math.min(burst, held.tokens + (Math.max(0, this.clock.now() - held.at) * perSecond) / 1000);
  }

  /** A forgotten bucket is a full one. */
  #put(key: string, bucket: Bucket): void {
    this.#newer.set(key, bucket);
    if (this.#newer.size < HALF_OF_BUCKETS) return;
    this.#older = this.#newer;
    this.#newer = new Map();
  }
}

function twice(perSecond: number): Rate {
  return { burst: 2 * perSecond, perSecond };
}

/** What asks for more than a full bucket holds is let through with one. */
function waitOf(tokens: number, { burst, perSecond }: Rate, count: number): number {
  const missing = Math.min(count, burst) - tokens;
  return missing <= 1e-6 ? 0 : Math.max(1, Math.ceil((missing * 1000) / perSecond));
}
