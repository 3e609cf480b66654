/** A guest account, made on first need and kept in storage, so that the same person comes back after a reload. */
import type { SessionGrant } from "@holdfast/protocol";
import type { Addresses } from "./addresses.js";
import { HoldfastError } from "./errors.js";
import type { KeyValueStorage, Ports } from "./ports.js";
import { post } from "./post.js";
import { read, remove, write } from "./safe-storage.js";
import type { TokenSource } from "./token-source.js";
import { fields } from "./wire.js";

export interface GuestOptions {
  readonly ports: Pick<Ports, "clock" | "fetch">;
  readonly addresses: Addresses;
  /** Names the account among others that `storage` keeps. */
  readonly account: string;
  readonly storage: KeyValueStorage;
  readonly name?: string;
}

/** A kept token that expires sooner than this is exchanged for a fresh one before it is used. */
const REFRESH_AHEAD_MS = 3 * 24 * 3_600_000;

export class GuestSession implements TokenSource {
  readonly #key: string;
  #grantNow: SessionGrant | null = null;
  #pending: Promise<string> | null = null;
  /** The server refused the kept token once: only `session.refresh` can tell whether the account is lost. */
  #isSuspect = false;
  /** Somebody here has acted as this account: losing it is no longer a matter to pass over. */
  #isInUse = false;

  constructor(private readonly options: GuestOptions) {
    this.#key = `holdfast:guest:${options.account}`;
  }

  /** One account however many ask at once. */
  token(): Promise<string> {
    return this.#alone(() => this.#obtain());
  }

  fresh(): Promise<string> {
    return this.#alone(async () => {
      const kept = this.#kept();
      return kept === null ? this.#obtain() : this.#grant("session.refresh", undefined, kept.token);
    });
  }

  renew(): boolean {
    this.#isSuspect = true;
    return true;
  }

  accepted(): void {
    this.#isInUse = true;
  }

  #alone(get: () => Promise<string>): Promise<string> {
    this.#pending ??= get().finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  async #obtain(): Promise<string> {
    const kept = this.#kept();
    if (kept === null) return this.#grant("session.guest", this.options.name ? { name: this.options.name } : {});
    const isFresh = kept.expiresAt - this.options.ports.clock.now() > REFRESH_AHEAD_MS;
    if (isFresh && !this.#isSuspect) return kept.token;
    return this.#grant("session.refresh", undefined, kept.token).catch((error: unknown) =>
      this.#withoutRefresh(kept, error),
    );
  }

  #withoutRefresh(kept: SessionGrant, error: unknown): Promise<string> | string {
    const isLost = error instanceof HoldfastError && error.rejection.recovery === "reauthenticate";
    if (isLost) this.#forget();
    // A stranger at the same table would be worse than an end with a reason.
    if (isLost && !this.#isInUse) return this.#obtain();
    this.#isInUse &&= !isLost;
    if (isLost || this.#isSuspect) throw error;
    return kept.token;
  }

  async #grant(path: string, input: object | undefined, bearer?: string): Promise<string> {
    const { ports, addresses } = this.options;
    const call = { url: `${addresses.base("http")}/${path}`, input, ...(bearer ? { bearer } : {}) };
    const answer = await post(ports, call).catch((error: unknown) => {
      addresses.next();
      throw error;
    });
    const grant = readGrant(answer);
    this.#grantNow = grant;
    this.#isSuspect = false;
    write(this.options.storage, this.#key, JSON.stringify(grant));
    return grant.token;
  }

  #forget(): void {
    this.#grantNow = null;
    remove(this.options.storage, this.#key);
  }

  /** The account as this page or another of this browser knows it, whichever token lasts longer. */
  #kept(): SessionGrant | null {
    const stored = this.#stored();
    const isNews = stored !== null && (this.#grantNow === null || isRenewal(this.#grantNow, stored));
    if (isNews) this.#grantNow = stored;
    return this.#grantNow;
  }

  #stored(): SessionGrant | null {
    const text = read(this.options.storage, this.#key);
    if (text === null) return null;
    try {
      return readGrant(JSON.parse(text));
    } catch {
      return null;
    }
  }
}

function isRenewal(held: SessionGrant, stored: SessionGrant): boolean {
  return stored.playerId === held.playerId && stored.expiresAt > held.expiresAt;
}

function readGrant(value: unknown): SessionGrant {
  const { token, expiresAt } = fields(value);
  if (typeof token !== "string" || typeof expiresAt !== "number") throw new TypeError("not a session grant");
  return value as SessionGrant;
}
