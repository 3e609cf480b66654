/** Puts the parts together: one connection, one session, and the matches that use them. */
import { HEARTBEAT_MS } from "@holdfast/protocol/limits";
import type { SeatGrant } from "@holdfast/protocol";
import type { Client, ClientOptions, CreateMore, JoinMore, Match, ObserveTarget } from "./api.js";
import { Calls } from "./calls.js";
import { Link, type Connection } from "./connection.js";
import { ClosedError } from "./errors.js";
import type { GameId, OptionsOf } from "./game-map.js";
import { MatchHandle, type MatchFacts } from "./match-handle.js";
import { ObserverSession } from "./observer-session.js";
import type { KeyValueStorage, Ports } from "./ports.js";
import { ServerClock } from "./server-clock.js";
import { broughtToken, GuestSession, type TokenSource } from "./session.js";
import { MemoryStorage } from "./memory-storage.js";

/** What a runtime brings: its ports, and where it keeps things. */
export interface Platform {
  readonly ports: Ports;
  readonly storage: KeyValueStorage;
  /** Runs `listener` whenever the page may be gone in a moment; the answer stops it. */
  readonly onLeaving?: (listener: () => void) => () => void;
}

const MOVE_DEADLINE_MS = 30_000;
const OPEN_MS = 8_000;

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
    const letGo = (): void => {
      for (const match of this.#matches.values()) match.letGo();
    };
    this.#stopListening = platform.onLeaving?.(letGo) ?? (() => {});
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
    return this.#calls.query("games.list", undefined);
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
      this.#ports.clock,
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
    ownLink?.changes.add((connection) => {
      if (connection.status === "refused") match.refuse(connection.rejection);
    });
    return match as Match;
  }

  #tokens(): TokenSource {
    const { token, guest } = this.options;
    if (token !== undefined) return broughtToken(token);
    const name = guest?.name === undefined ? {} : { name: guest.name };
    return new GuestSession({
      ports: this.#ports,
      httpUrl: urlOf(this.options.url, "http"),
      storage: this.#storage,
      ...name,
    });
  }

  #newLink(tokens: TokenSource): Link {
    const { heartbeatMs = HEARTBEAT_MS, backoff = {} } = this.options;
    return new Link({
      url: `${urlOf(this.options.url, "ws")}?connectionParams=1`,
      tokens,
      ports: this.#ports,
      backoff,
      heartbeatMs,
      deadMs: this.options.deadMs ?? heartbeatMs * 1.5,
      openMs: OPEN_MS,
    });
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

/** `ws://host/trpc` or `http://host/trpc`, whichever way the base was given. */
function urlOf(base: string, scheme: "http" | "ws"): string {
  return `${base.replace(/^(?:http|ws)/i, scheme).replace(/\/+$/, "")}/trpc`;
}
