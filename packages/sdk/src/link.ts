/**
 * One client's line to the server, kept up for as long as anybody wants it.
 *
 * `resting` (nobody asked yet) -> `connecting` -> `live` -> lost -> `waiting` -> `connecting` -> …
 * `refused`: reconnecting cannot help (bad token, superseded); the next explicit call tries once more.
 * `closed`: final, from any state.
 */
import type { Rejection } from "@holdfast/engine";
import { CLOSE_CODES } from "@holdfast/protocol/close-codes";
import type { Addresses } from "./addresses.js";
import { afterClose, isShutOut, SUPERSEDED } from "./after-close.js";
import type { BackoffOptions } from "./backoff.js";
import { Comeback } from "./comeback.js";
import type { Connection } from "./connection.js";
import { Doorbell } from "./doorbell.js";
import { ClosedError, HoldfastError, LostError } from "./errors.js";
import type { Feed, FeedSink } from "./feed.js";
import { Feeds } from "./feeds.js";
import { ENDED_BY_US, HeartbeatSocket, type SocketOptions } from "./heartbeat-socket.js";
import { Listeners } from "./listeners.js";
import { PendingAnswers } from "./pending-answers.js";
import type { Ports } from "./ports.js";
import { claimsOf } from "./token-claims.js";
import { TokenRenewal } from "./token-renewal.js";
import type { TokenSource } from "./token-source.js";
import { PARTING_MS } from "./waiting.js";
import { type Answer, paramsFrame, type Request, readFrame } from "./wire.js";

export interface LinkOptions extends SocketOptions {
  readonly addresses: Addresses;
  readonly tokens: TokenSource;
  readonly ports: Ports;
  readonly backoff: BackoffOptions;
  /** What the server's clock reads, as far as anybody knows. */
  readonly serverNow: () => number;
}

/** A token that takes longer than this to get counts as a failed try. */
const TOKEN_MS = 10_000;
/** After a reconnect notice the server closes with a slot of ours; one that never does is left after this. */
const NOTICE_MS = 3_000;
/** What a page takes the server's clock to be may be so far behind, as long as it has not heard from it. */
const CLOCK_DOUBT_MS = 2_000;
/** How long the server may take to accept a renewed token. */
const RENEW_MS = 10_000;

export class Link {
  readonly changes: Listeners<Connection> = new Listeners();
  /** Each time requests can be sent again, after the feeds were started. */
  readonly opened: Listeners<void> = new Listeners();
  #connection: Connection = { status: "connecting", attempt: 0 };
  #socket: HeartbeatSocket | null = null;
  #resting = true;
  readonly #comeback: Comeback;
  readonly #doorbell: Doorbell;
  readonly #renewal: TokenRenewal;
  /** The one it connected with, and when, by the server's clock. */
  #token = "";
  #dialledAt = 0;
  /** The server took its leave, and none has answered since. */
  #isRestarting = false;
  /** It waits for a moment that it was given. */
  #hasSlot = false;
  #renewals = 0;
  #refusal: Rejection | null = null;
  #nextId = 1;
  readonly #answers: PendingAnswers;
  readonly #feeds: Feeds;
  #cancelTimer: () => void = () => {};

  constructor(private readonly options: LinkOptions) {
    this.#answers = new PendingAnswers(options.ports.clock);
    this.#feeds = new Feeds({
      nextId: () => this.#nextId++,
      send: (text) => this.#socket?.send(text),
      isOpen: () => this.isOpen,
      refusal: () => this.#takenOver(),
    });
    this.#comeback = new Comeback(options);
    this.#doorbell = new Doorbell(options);
    this.#renewal = new TokenRenewal({ ...options, apply: (token) => this.#goOnWith(token) });
  }

  get connection(): Connection {
    return this.#connection;
  }
  /** Requests can be sent. */
  get isOpen(): boolean {
    return this.#socket?.isOpen === true;
  }

  /** Makes sure that somebody is trying to connect. @throws ClosedError */
  wake(): void {
    if (this.#connection.status === "closed") throw new ClosedError("client");
    if (!this.#resting) return;
    this.#renewals = 0;
    this.#connect();
  }

  /**
   * Sends once and waits for the answer, at most `patienceMs` if the peer shows other signs of life.
   * @throws LostError when the connection ended first: the request may have arrived.
   * @throws HoldfastError with the server's rejection, or `too_large`.
   */
  request(request: Request, patienceMs: number): Promise<unknown> {
    const socket = this.#socket;
    if (!socket?.isOpen) return Promise.reject(new LostError(true));
    return this.#answers.ask(request, { id: this.#nextId++, socket, patienceMs });
  }

  /** A subscription that, once its owner starts it, is started again on every connection. */
  follow(path: string, sink: FeedSink): Feed {
    return this.#feeds.follow(path, sink);
  }

  /** Drops the connection and makes a new one with a fresh token. False: there is no other token, nothing was done. */
  reauthenticate(): boolean {
    if (!this.options.tokens.renew()) return false;
    this.#reconnect();
    return true;
  }

  /** The page or the network was away: what is open is asked whether it lives, and a wait is cut short. */
  hurry(): void {
    this.#socket?.doubt();
    if (this.#connection.status === "waiting" && !this.#hasSlot) this.#connectAfter(this.#comeback.soonMs());
  }

  /** Ends everything at once and for good; only the answer to a move that is being asked for is waited for a little. */
  close(): void {
    if (this.#connection.status === "closed") return;
    this.#cancelTimer();
    this.#doorbell.stop();
    this.#resting = true;
    // First the state, so that whoever hears of the end already sees it as final.
    this.#connection = { status: "closed" };
    this.#cancelTimer = this.options.ports.clock.after(PARTING_MS, () => this.#hangUp());
    this.#part();
    this.changes.tell(this.#connection);
    this.changes.clear();
    this.opened.clear();
  }

  #part(): void {
    if (!this.#answers.hasMutations) this.#hangUp();
  }

  #hangUp(): void {
    this.#cancelTimer();
    this.#socket?.end(ENDED_BY_US.closed, "");
  }

  #set(connection: Connection): void {
    if (this.#connection.status === "closed") return;
    this.#connection = connection;
    this.changes.tell(connection);
  }

  #connect(): void {
    this.#resting = false;
    this.#refusal = null;
    const { attempt } = this.#comeback;
    this.#set({ status: "connecting", attempt });
    // Whoever heard of that may have closed it.
    if (this.#connection.status !== "connecting") return;
    this.#doorbell.ask(attempt, (isWorthIt) => (isWorthIt ? this.#enter() : this.#wait(null)));
  }

  #enter(): void {
    let late = false;
    const isStale = (): boolean => late || this.#connection.status !== "connecting" || this.#socket !== null;
    this.#cancelTimer = this.options.ports.clock.after(TOKEN_MS, () => {
      if (isStale()) return;
      late = true;
      this.#wait(null);
    });
    this.options.tokens.token().then(
      (token) => isStale() || this.#dial(token),
      (error: unknown) => isStale() || this.#tokenFailed(error),
    );
  }

  #tokenFailed(error: unknown): void {
    if (!(error instanceof HoldfastError)) return this.#wait(null);
    const { rejection } = error;
    if (rejection.recovery === "retry" || rejection.recovery === "wait")
      return this.#wait(rejection.retryAfterMs ?? null);
    this.#refuse(rejection);
  }

  #dial(token: string): void {
    this.#cancelTimer();
    this.#token = token;
    this.#dialledAt = this.options.serverNow();
    try {
      this.#socket = new HeartbeatSocket(this.options.ports, this.options, {
        url: `${this.options.addresses.base("ws")}?connectionParams=1`,
        hello: paramsFrame(token),
        sink: {
          opened: () => this.#opened(),
          received: (text) => this.#received(text),
          ponged: (latencyMs) => this.#set({ status: "live", latencyMs }),
          ended: (code, reason) => this.#ended(code, reason),
        },
      });
    } catch {
      this.#wait(null);
    }
  }

  /** Requests go out at once, behind the token; nobody waits for a round trip first. */
  #opened(): void {
    this.#isRestarting = false;
    this.#comeback.opened();
    this.#renewal.begin(this.#token);
    this.#feeds.reopen();
    this.opened.tell();
    if (this.isOpen) this.#doorbell.tryOut();
  }

  /** The open connection and all that runs on it outlive the token it was made with. */
  async #goOnWith(token: string): Promise<void> {
    try {
      await this.request({ kind: "mutation", path: "session.renew", input: { token } }, RENEW_MS);
    } catch (error) {
      // A server that cannot do that gets a new connection instead; one that is lost makes its own.
      if (error instanceof HoldfastError) this.#reconnect();
    }
  }

  #received(text: string): void {
    const frame = readFrame(text);
    if (frame.kind === "unknown") return;
    if (frame.kind === "reconnect") return this.#noticed();
    // An error that names no request: the token was refused, or one of our frames could not be read.
    if (frame.kind !== "failed as a whole") return this.#deliver(frame);
    if (frame.rejection.recovery === "reauthenticate") this.#refusal = frame.rejection;
  }

  #deliver(frame: Answer): void {
    if (frame.kind !== "failed") {
      this.#renewals = 0;
      this.options.tokens.accepted?.();
    }
    if (!this.#feeds.deliver(frame)) this.#answers.deliver(frame);
    if (this.#connection.status === "closed") this.#part();
  }

  #noticed(): void {
    if (this.#connection.status === "closed") return;
    this.#cancelTimer();
    this.#cancelTimer = this.options.ports.clock.after(NOTICE_MS, () => this.#reconnect());
  }

  #reconnect(): void {
    this.#socket?.end(ENDED_BY_US.dead, "reconnecting");
  }

  #ended(code: number, reason: string): void {
    this.#socket = null;
    this.#cancelTimer();
    this.#feeds.forget();
    this.#renewal.stop();
    this.#doorbell.stop();
    this.#comeback.ended();
    const wasUnread = isShutOut({ code, reason, refusal: this.#refusal });
    // Where to go from here is decided before anybody hears of the end, and may ask for something again.
    if (this.#connection.status !== "closed") this.#whereNext(code, reason);
    this.#feeds.lost();
    this.#answers.lose(wasUnread);
  }

  #whereNext(code: number, reason: string): void {
    this.#isRestarting ||= code === CLOSE_CODES.draining;
    const after = afterClose({ code, reason, refusal: this.#refusal }, () => this.options.ports.random.unit());
    if (after.next === "come back") return this.#wait(after.slotMs);
    if (after.next === "stay away") return this.#superseded(after.why);
    // One more try with a fresh token; a second refusal in a row is an answer.
    if (!this.#hasTokenEnded) this.#renewals += 1;
    if (this.#renewals > 1 || !this.options.tokens.renew()) return this.#refuse(after.why);
    this.#wait(null);
  }

  /** It was good when it was sent: that it was refused later says nothing of the next one. */
  get #hasTokenEnded(): boolean {
    const { expiresAt } = claimsOf(this.#token);
    return expiresAt !== null && this.#dialledAt < expiresAt && expiresAt <= this.options.serverNow() + CLOCK_DOUBT_MS;
  }

  #superseded(why: Rejection): void {
    this.#refuse(why);
    this.#feeds.fail(why);
  }

  #refuse(rejection: Rejection): void {
    this.#resting = true;
    this.#comeback.rest();
    this.#set({ status: "refused", rejection });
  }

  #wait(slotMs: number | null): void {
    this.#hasSlot = slotMs !== null;
    this.#connectAfter(this.#comeback.waitMs(slotMs));
  }

  #connectAfter(ms: number): void {
    const { clock } = this.options.ports;
    this.#cancelTimer();
    this.#cancelTimer = clock.after(ms, () => this.#connect());
    this.#set({ status: "waiting", retryAt: clock.now() + ms, restarting: this.#isRestarting });
  }

  /** A stream that begins after the takeover is told what those that ran were told. */
  #takenOver(): Rejection | null {
    const { connection } = this;
    return connection.status === "refused" && connection.rejection === SUPERSEDED ? SUPERSEDED : null;
  }
}
