/** Puts the parts together: one connection, one session, and the matches that use them. */
import { HEARTBEAT_MS } from "@holdfast/protocol/limits";
import type { SeatGrant } from "@holdfast/protocol";
import { Addresses } from "./addresses.js";
import type { Client, ClientOptions, CreateMore, JoinMore, Match, ObserveTarget, RematchMore } from "./api.js";
import { Calls } from "./calls.js";
import type { Connection } from "./connection.js";
import { Link } from "./link.js";
import { ClosedError } from "./errors.js";
import type { GameId, OptionsOf } from "./game-map.js";
import { MatchHandle, type MatchFacts } from "./match-handle.js";
import { ObserverSession } from "./observer-session.js";
import type { KeyValueStorage, Ports } from "./ports.js";
import { ServerClock } from "./server-clock.js";
import { askedByNobody } from "./asked-by-nobody.js";
import { GuestSession } from "./guest-session.js";
import type { TokenClaims } from "./token-claims.js";
import { broughtToken, type TokenSource } from "./token-source.js";
import { MemoryStorage } from "./memory-storage.js";

/** What a runtime brings: its ports, and where it keeps things. */
export interface Platform {
  readonly ports: Ports;
  readonly storage: KeyValueStorage;
  /** Runs `listener` whenever the page may be gone in a moment; the answer stops it. */
  readonly onLeaving?: (listener: () => void) => () => void;
  /** Runs `listener` whenever the page, or the network, is back after having been away; the answer stops it. */
  readonly onWaking?: (listener: () => void) => () => void;
}

const MOVE_DEADLINE_MS = 30_000;
/** How long a socket may take to open: less where another address could be tried meanwhile. */
const OPEN_MS = 8_000;
const OPEN_AMONG_SEVERAL_MS = 3_000;

/** A client on the given platform. Nothing is sent before the first call. */
export function openClient(options: ClientOptions, platform: Platform): Client {
  return new HoldfastClient(options, platform);
}

class HoldfastClient implements Client {
  readonly #ports: Ports;
  readonly #storage: KeyValueStorage;
  readonly #serverClock = new ServerClock();
  readonly #link: Link;
  readonly #calls: Calls;
  readonly #links = new Set<Link>();
  readonly #matches = new Map<string, MatchHandle>();
  readonly #moveDeadlineMs: number;
  readonly #stopListening: () => void;

  constructor(
    private readonly options: ClientOptions,
    platform: Platform,
  ) {
    this.#ports = { ...platform.ports, ...options.ports };
    this.#storage = options.storage === undefined ? platform.storage : (options.storage ?? new MemoryStorage());
    this.#moveDeadlineMs = options.moveDeadlineMs ?? MOVE_DEADLINE_MS;
    this.#link = this.#newLink(this.#tokens());
    this.#calls = this.#callsOn(this.#link);
    this.#stopListening = this.#listenTo(platform);
  }

  get connection(): Connection {
    return this.#link.connection;
  }

  onConnection(listener: (connection: Connection) => void): () => void {
    return this.#link.changes.add(listener);
  }

  async me(): ReturnType<Client["me"]> {
    const { playerId, name } = await this.#calls.query("session.me", undefined);
    return { playerId, name };
  }

  games(): ReturnType<Client["games"]> {
    if (this.connection.status === "live") return this.#calls.query("games.list", undefined);
    return askedByNobody(this.#ports, this.#addresses(), "games.list");
  }

  contract(game: string): ReturnType<Client["contract"]> {
    if (this.connection.status === "live") return this.#calls.query("games.contract", { game });
    return askedByNobody(this.#ports, this.#addresses(), "games.contract", { game });
  }

  settings(): ReturnType<Client["settings"]> {
    if (this.connection.status === "live") return this.#calls.query("server.settings", undefined);
    return askedByNobody(this.#ports, this.#addresses(), "server.settings");
  }

  async create<G extends GameId>(game: G, options?: OptionsOf<G>, more: CreateMore = {}): Promise<Match<G>> {
    const chosen = options === undefined ? {} : { options: { ...(options as Record<string, unknown>) } };
    const input = { msgId: this.#ports.random.uuid(), game, ...more, ...chosen };
    return this.#seated(await this.#calls.mutate("match.create", input), 0);
  }

  async join(code: string, more: JoinMore = {}): Promise<Match> {
    const target = code.length === UUID_LENGTH ? { matchId: code } : { code };
    const grant = await this.#calls.mutate("match.join", { msgId: this.#ports.random.uuid(), ...target, ...more });
    return this.#seated(grant, Math.max(0, grant.version - 1));
  }

  async rematch(matchId: string, more: RematchMore = {}): Promise<Match> {
    const grant = await this.#calls.mutate("match.rematch", { msgId: this.#ports.random.uuid(), matchId, ...more });
    return this.#seated(grant, Math.max(0, grant.version - 1));
  }

  async resume(matchId: string): Promise<Match> {
    const known = this.#matches.get(matchId);
    if (known) return this.#goOn(known);
    const [{ state }, summary] = await Promise.all([
      this.#calls.mutate("match.resume", { matchId }),
      this.#calls.query("match.get", { matchId }).catch(() => null),
    ]);
    const { game, you } = state;
    const { code = null, watchKey = null } = summary ?? {};
    return this.#handle(matchId, { id: matchId, code, watchKey, game, ...you, since: null, state });
  }

  async observe(target: string | ObserveTarget): Promise<Match> {
    const tokens = new ObserverSession(
      this.#calls,
      () => this.serverNow(),
      typeof target === "string" ? named(target) : target,
    );
    const { matchId, game } = await tokens.grant();
    const known = this.#matches.get(`watch:${matchId}`);
    if (known) return known as Match;
    const facts = {
      id: matchId,
      code: null,
      watchKey: tokens.key,
      game,
      seat: null,
      role: "observer" as const,
      since: null,
      state: null,
    };
    const link = this.#newLink(tokens);
    const match = this.#handle(`watch:${matchId}`, facts, link);
    link.wake();
    return match;
  }

  mine({ finished = false }: { readonly finished?: boolean } = {}): ReturnType<Client["mine"]> {
    return this.#calls.query("match.mine", { finished });
  }

  list(): ReturnType<Client["list"]> {
    return this.#calls.query("match.list", {});
  }

  get(matchId: string): ReturnType<Client["get"]> {
    return this.#calls.query("match.get", { matchId });
  }

  replay(matchId: string): ReturnType<Client["replay"]> {
    return this.#calls.query("match.replay", { matchId });
  }

  serverNow(): number {
    return this.#ports.clock.now() + this.#serverClock.offsetMs;
  }

  close(): void {
    this.#stopListening();
    for (const match of [...this.#matches.values()]) match.close();
    this.#link.close();
  }

  async #goOn(match: MatchHandle): Promise<Match> {
    await match.takeBack();
    return match as Match;
  }

  #seated<G extends GameId>(grant: SeatGrant, since: number): Match<G> {
    const { matchId, code, watchKey, game, seat, role } = grant;
    return this.#handle(matchId, { id: matchId, code, watchKey, game, seat, role, since, state: null }) as Match<G>;
  }

  #handle(key: string, facts: MatchFacts, ownLink: Link | null = null): Match {
    const known = this.#matches.get(key);
    if (known) return known as Match;
    if (this.connection.status === "closed") throw new ClosedError("client");
    const link = ownLink ?? this.#link;
    const match: MatchHandle = new MatchHandle(facts, {
      link,
      calls: ownLink ? this.#callsOn(ownLink) : this.#calls,
      ports: this.#ports,
      storage: ownLink ? new MemoryStorage() : this.#storage,
      serverClock: this.#serverClock,
      moveDeadlineMs: this.#moveDeadlineMs,
      closed: () => {
        if (this.#matches.get(key) === match) this.#matches.delete(key);
        ownLink?.close();
      },
    });
    this.#matches.set(key, match);
    return match as Match;
  }

  #listenTo({ onLeaving, onWaking }: Platform): () => void {
    const stopLeaving = onLeaving?.(() => {
      for (const match of this.#matches.values()) match.letGo();
    });
    const stopWaking = onWaking?.(() => {
      for (const link of this.#links) link.hurry();
    });
    return () => {
      stopLeaving?.();
      stopWaking?.();
    };
  }

  #addresses(): Addresses {
    const { url } = this.options;
    return new Addresses(typeof url === "string" ? [url] : url, this.#ports.random);
  }

  #tokens(): TokenSource {
    const { token, guest } = this.options;
    if (token !== undefined) return broughtToken(token, (claims) => this.#exchange(claims));
    const name = guest?.name === undefined ? {} : { name: guest.name };
    return new GuestSession({
      ports: this.#ports,
      addresses: this.#addresses(),
      account: accountAt(this.options.url),
      storage: this.#storage,
      ...name,
    });
  }

  /** A token that this server gave and that lasts longer; null: this one is for others to renew. */
  async #exchange({ scope, matchId }: TokenClaims): Promise<string | null> {
    if (scope === "user") return (await this.#calls.mutate("session.refresh", undefined)).token;
    if (matchId === null) return null;
    if (scope === "seat") return (await this.#calls.mutate("match.resume", { matchId })).seatToken ?? null;
    return scope === "observer" ? (await this.#calls.mutate("match.observe", { matchId })).token : null;
  }

  #newLink(tokens: TokenSource): Link {
    const { heartbeatMs = HEARTBEAT_MS, backoff = {} } = this.options;
    const addresses = this.#addresses();
    const link = new Link({
      addresses,
      tokens,
      serverNow: () => this.serverNow(),
      ports: this.#ports,
      backoff,
      heartbeatMs,
      deadMs: this.options.deadMs ?? heartbeatMs * 1.5,
      openMs: addresses.count > 1 ? OPEN_AMONG_SEVERAL_MS : OPEN_MS,
    });
    this.#links.add(link);
    link.changes.add(({ status }) => status === "closed" && this.#links.delete(link));
    return link;
  }

  #callsOn(link: Link): Calls {
    return new Calls(link, this.#ports, this.#moveDeadlineMs);
  }
}

const UUID_LENGTH = 36;
const KEY_LENGTH = 22;

/** A key, a code and an id differ in length, whatever is in them. */
function named(target: string): ObserveTarget {
  if (target.length === UUID_LENGTH) return { matchId: target };
  return target.length === KEY_LENGTH ? { key: target } : { code: target };
}

/** The name under which an account is kept: that of the first address, as its procedures are called. */
function accountAt(url: string | readonly string[]): string {
  return new Addresses(typeof url === "string" ? [url] : url, { unit: () => 0 }).base("http");
}
