/** What a procedure is given: one context per connection (or per HTTP request). */
import type { MatchKeeper } from "@holdfast/engine";
import type { AdminKey } from "../identity/admin-key.js";
import type { Tokens } from "../identity/tokens.js";
import type { Watcher } from "../live/watcher.js";
import type { RetentionOptions } from "../usecases/clean-up.js";
import type { RequestLimits } from "./request-limits.js";
import type { Deps, Session } from "../usecases/deps.js";

/** The part of a socket connection that procedures need. */
export interface RpcConnection {
  readonly id: string;
  /** Tells the socket that its user is known: the deadline for that is off. */
  identify(): void;
}

export interface RpcDeps extends Deps {
  readonly tokens: Pick<Tokens, "user" | "seat" | "observer" | "verify">;
  /** Null: storage offers no more than play needs, and administrators do without. */
  readonly keeper: MatchKeeper | null;
  /** What is cleaned up, and when. */
  readonly retention: RetentionOptions;
  readonly adminKey: Pick<AdminKey, "isSet" | "fits">;
  readonly rateLimits: boolean;
  /** Null where nothing is limited. */
  readonly limits: RequestLimits | null;
  /** Called when a subscription's watcher opens and closes. */
  readonly attend: (watcher: Watcher, session: Session) => () => void;
}

export interface Context {
  readonly deps: RpcDeps;
  /** Set by the token, or by `session.guest` on a socket that came without one. */
  session: Session | null;
  /** Came with the administrators' secret in place of a token. */
  readonly isAdmin: boolean;
  readonly connection: RpcConnection | null;
  readonly address: string;
  /** When the mutation that began last was received, epoch milliseconds: for procedures to read as they begin. */
  receivedAt: number;
}
