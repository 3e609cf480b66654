/**
 * Who this client is: a token that was brought along, or a guest account made on first need and kept
 * in storage, so that the same person comes back after a reload.
 */
import type { SessionGrant } from "@holdfast/protocol";
import { HoldfastError } from "./errors.js";
import type { Clock, KeyValueStorage, Ports } from "./ports.js";
import { envelope, fields, readAnswer } from "./wire.js";

/** Where a connection's token comes from. */
export interface TokenSource {
  /** The token to connect with. @throws HoldfastError when refused; anything else means "try again". */
  token(): Promise<string>;
  /** The server refused the last token. False: there is no way to get another. */
  renew(): boolean;
}

export type Token = string | (() => string | Promise<string>);

/** A token the application brought: a function is asked again for every connection. */
export function broughtToken(token: Token): TokenSource {
  if (typeof token === "string") return { token: async () => token, renew: () => false };
  return { token: async () => token(), renew: () => true };
}

export interface GuestOptions {
  readonly ports: Pick<Ports, "clock" | "fetch">;
  /** Base of the HTTP procedures. */
  readonly httpUrl: string;
  readonly storage: KeyValueStorage;
  readonly name?: string;
}

/** A kept token that expires sooner than this is exchanged for a fresh one before it is used. */
const REFRESH_AHEAD_MS = 3 * 24 * 3_600_000;

export class GuestSession implements TokenSource {
  readonly #key: string;
  #grantNow: SessionGrant | null;
  #pending: Promise<string> | null = null;
  /** The server refused the kept token once: only `session.refresh` can tell whether the account is lost. */
  #suspect = false;

  constructor(private readonly options: GuestOptions) {
    this.#key = `holdfast:guest:${options.httpUrl}`;
    this.#grantNow = this.#stored();
  }

  /** One account however many ask at once. */
  token(): Promise<string> {
    this.#pending ??= this.#obtain().finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  renew(): boolean {
    this.#suspect = true;
    return true;
  }

  async #obtain(): Promise<string> {
    const kept = this.#grantNow;
    if (kept === null) return this.#grant("session.guest", this.options.name ? { name: this.options.name } : {});
    const fresh = kept.expiresAt - this.options.ports.clock.now() > REFRESH_AHEAD_MS;
    if (fresh && !this.#suspect) return kept.token;
    return this.#grant("session.refresh", undefined, kept.token).catch((error: unknown) =>
      this.#withoutRefresh(kept, error),
    );
  }

  #withoutRefresh(kept: SessionGrant, error: unknown): Promise<string> | string {
    if (error instanceof HoldfastError && error.rejection.recovery === "reauthenticate") {
      this.#grantNow = null;
      remove(this.options.storage, this.#key);
      return this.#obtain();
    }
    if (this.#suspect) throw error;
    return kept.token;
  }

  async #grant(path: string, input: object | undefined, bearer?: string): Promise<string> {
    const { ports, httpUrl } = this.options;
    const grant = readGrant(await post(ports, { url: `${httpUrl}/${path}`, input, ...(bearer ? { bearer } : {}) }));
    this.#grantNow = grant;
    this.#suspect = false;
    write(this.options.storage, this.#key, JSON.stringify(grant));
    return grant.token;
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

/** An HTTP request is given up after this; a half-open link may never answer. */
const HTTP_MS = 8_000;

/** Calls one mutation over HTTP. @throws HoldfastError with the server's rejection; TypeError when unreachable. */
export async function post(
  ports: Pick<Ports, "clock" | "fetch">,
  call: { readonly url: string; readonly input: object | undefined; readonly bearer?: string },
): Promise<unknown> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (call.bearer !== undefined) headers.authorization = `Bearer ${call.bearer}`;
  const request = { method: "POST" as const, headers, body: JSON.stringify(envelope(call.input)) };
  const answered = ports.fetch(call.url, request).then((answer) => answer.text());
  return readAnswer(await withDeadline(ports.clock, answered));
}

function withDeadline<T>(clock: Clock, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(HTTP_MS, () => reject(new TypeError("no answer in time")));
    promise.then(resolve, reject).finally(cancel);
  });
}

function readGrant(value: unknown): SessionGrant {
  const { token, expiresAt } = fields(value);
  if (typeof token !== "string" || typeof expiresAt !== "number") throw new TypeError("not a session grant");
  return value as SessionGrant;
}

/** Storage may be full or forbidden; the client then works without it. */
export function read(storage: KeyValueStorage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}
export function write(storage: KeyValueStorage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // Kept in memory by whoever wrote it.
  }
}
export function remove(storage: KeyValueStorage, key: string): void {
  try {
    storage.removeItem(key);
  } catch {
    // As above.
  }
}
