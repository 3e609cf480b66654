/**
 * One client's line to the server, kept up for as long as anybody wants it.
 *
 * `resting` (nobody asked yet) -> `connecting` -> `live` -> lost -> `waiting` -> `connecting` -> …
 * `refused`: reconnecting cannot help (bad token, superseded); the next explicit call tries once more.
 * `closed`: final, from any state.
 */
import type { Rejection } from "@holdfast/engine";
import { CLOSE_CODES } from "@holdfast/protocol/close-codes";
import { MAX_FRAME_BYTES } from "@holdfast/protocol/limits";
import { type BackoffOptions, backoffMs } from "./backoff.js";
import { ClosedError, HoldfastError, LostError } from "./errors.js";
import { Feed, type FeedSink } from "./feed.js";
import { ENDED_BY_US, HeartbeatSocket, type SocketOptions } from "./heartbeat-socket.js";
import { Listeners } from "./listeners.js";
import { PendingAnswers } from "./pending-answers.js";
import type { Ports } from "./ports.js";
import type { TokenSource } from "./session.js";
import { type Answer, fields, localRejection, paramsFrame, type Request, readFrame, requestFrame } from "./wire.js";

/** Whether live updates are live, and if not, why, in terms a player would understand. */
export type Connection =
  | { readonly status: "connecting"; readonly attempt: number }
  | { readonly status: "live"; readonly latencyMs: number }
  /** `restarting`: the server said farewell and when to come back; otherwise the connection was lost. */
  | { readonly status: "waiting"; readonly retryAt: number; readonly restarting: boolean }
  | { readonly status: "refused"; readonly rejection: Rejection }
  | { readonly status: "closed" };

export interface LinkOptions extends SocketOptions {
  readonly url: string;
  readonly tokens: TokenSource;
  readonly ports: Ports;
  readonly backoff: BackoffOptions;
}

/** A token that takes longer than this to get counts as a failed try. */
const TOKEN_MS = 10_000;
/** After a reconnect notice the server closes with a slot of ours; one that never does is left after this. */
const NOTICE_MS = 3_000;
/** Tries are counted afresh once a connection has lasted this long. */
const STABLE_MS = 5_000;
/** Cut for sending too much, without being told how long to stay away: this to twice this. */
const RATE_MS = 2_000;

const SUPERSEDED = localRejection(
  "superseded",
  "newer_connection",
  "This seat is now played from another window or device.",
);
const TOO_LARGE = localRejection("invalid_message", "too_large", "This is more than fits into one message.");
const UNAUTHENTICATED = localRejection("unauthorized", "token_refused", "The server did not accept this token.");

export class Link {
  readonly changes: Listeners<Connection> = new Listeners();
  /** Each time requests can be sent again, after the feeds were started. */
  readonly opened: Listeners<void> = new Listeners();
  #connection: Connection = { status: "connecting", attempt: 0 };
  #socket: HeartbeatSocket | null = null;
  #resting = true;
  #attempt = 0;
  /** The server took its leave, and none has answered since. */
  #isRestarting = false;
  #downSince: number | null = null;
  #openSince: number | null = null;
  #renewals = 0;
  #refusal: Rejection | null = null;
  #nextId = 1;
  readonly #answers: PendingAnswers;
  readonly #feeds = new Map<number, Feed>();
  readonly #allFeeds = new Set<Feed>();
  #cancelTimer: () => void = () => {};

  constructor(private readonly options: LinkOptions) {
    this.#answers = new PendingAnswers(options.ports.clock);
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
    if (!socket?.isOpen) return Promise.reject(new LostError());
    const id = this.#nextId++;
    const text = requestFrame(id, request.kind, request);
    // The server would refuse it unread, and so could not say which request it was.
    if (new TextEncoder().encode(text).length > MAX_FRAME_BYTES) return Promise.reject(new HoldfastError(TOO_LARGE));
    const answer = this.#answers.expect(id, socket, patienceMs);
    socket.send(text);
    return answer;
  }

  /** A subscription that, once its owner starts it, is started again on every connection. */
  follow(path: string, sink: FeedSink): Feed {
    const feed = new Feed(path, sink, {
      start: (it) => this.#startFeed(it),
      send: (text) => this.#send(text),
      forget: (id) => void this.#feeds.delete(id),
      drop: (it) => void this.#allFeeds.delete(it),
    });
    this.#allFeeds.add(feed);
    return feed;
  }

  /** Drops the connection and makes a new one with a fresh token. False: there is no other token, nothing was done. */
  reauthenticate(): boolean {
    if (!this.options.tokens.renew()) return false;
    this.#reconnect();
    return true;
  }

  /** Ends everything at once and for good. */
  close(): void {
    if (this.#connection.status === "closed") return;
    this.#cancelTimer();
    this.#resting = true;
    // First the state, so that whoever hears of the end already sees it as final.
    this.#connection = { status: "closed" };
    this.#socket?.end(ENDED_BY_US.closed, "");
    this.changes.tell(this.#connection);
    this.changes.clear();
    this.opened.clear();
  }

  #set(connection: Connection): void {
    if (this.#connection.status === "closed") return;
    this.#connection = connection;
    this.changes.tell(connection);
  }

  #connect(): void {
    this.#resting = false;
    this.#refusal = null;
    this.#set({ status: "connecting", attempt: this.#attempt });
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
    try {
      this.#socket = new HeartbeatSocket(this.options.ports, this.options, {
        url: this.options.url,
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
    this.#openSince = this.options.ports.clock.now();
    for (const feed of [...this.#allFeeds]) feed.reopen();
    this.opened.tell();
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
    if (frame.kind !== "failed") this.#renewals = 0;
    const feed = this.#feeds.get(frame.id);
    if (feed) feed.deliver(frame);
    else this.#answers.deliver(frame);
  }

  #noticed(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.options.ports.clock.after(NOTICE_MS, () => this.#reconnect());
  }

  #reconnect(): void {
    this.#socket?.end(ENDED_BY_US.dead, "reconnecting");
  }

  #ended(code: number, reason: string): void {
    this.#socket = null;
    this.#cancelTimer();
    this.#feeds.clear();
    const now = this.options.ports.clock.now();
    if (this.#openSince !== null && now - this.#openSince >= STABLE_MS) this.#attempt = 0;
    if (this.#openSince !== null && this.#attempt === 0) this.#downSince = now;
    this.#openSince = null;
    // Where to go from here is decided before anybody hears of the end, and may ask for something again.
    if (this.#connection.status !== "closed") this.#whereNext(code, reason);
    for (const feed of [...this.#allFeeds]) feed.lost();
    this.#answers.lose();
  }

  #whereNext(code: number, reason: string): void {
    this.#isRestarting ||= code === CLOSE_CODES.draining;
    if (code === CLOSE_CODES.superseded) return this.#superseded();
    if (code !== CLOSE_CODES.unauthenticated && this.#refusal === null) return this.#wait(this.#slot(code, reason));
    this.#renewals += 1;
    // One more try with a fresh token; a second refusal in a row is an answer.
    if (this.#renewals > 1 || !this.options.tokens.renew()) return this.#refuse(this.#refusal ?? UNAUTHENTICATED);
    this.#wait(null);
  }

  /** The moment this client was given to come back, or null: whenever it likes. */
  #slot(code: number, reason: string): number | null {
    const slot = slotIn(reason);
    if (slot !== null || code !== CLOSE_CODES.rate) return slot;
    return RATE_MS * (1 + this.options.ports.random.unit());
  }

  #superseded(): void {
    this.#refuse(SUPERSEDED);
    for (const feed of [...this.#allFeeds]) feed.fail(SUPERSEDED);
  }

  #refuse(rejection: Rejection): void {
    this.#resting = true;
    this.#attempt = 0;
    this.#set({ status: "refused", rejection });
  }

  #wait(slotMs: number | null): void {
    const { clock, random } = this.options.ports;
    const now = clock.now();
    this.#downSince ??= now;
    const outage = { attempt: this.#attempt, elapsedMs: now - this.#downSince };
    const ms = slotMs ?? backoffMs(outage, random.unit(), this.options.backoff);
    this.#attempt += 1;
    this.#cancelTimer();
    this.#cancelTimer = clock.after(ms, () => this.#connect());
    this.#set({ status: "waiting", retryAt: now + ms, restarting: this.#isRestarting });
  }

  #startFeed(feed: Feed): void {
    const { connection } = this;
    // Taken over before this feed began: it is told what those that ran were told.
    if (connection.status === "refused" && connection.rejection === SUPERSEDED) return feed.fail(SUPERSEDED);
    if (!this.isOpen) return;
    const id = this.#nextId++;
    this.#feeds.set(id, feed);
    feed.began(id);
    this.#send(requestFrame(id, "subscription", { path: feed.path, input: feed.sink.begin() }));
  }

  #send(text: string): void {
    this.#socket?.send(text);
  }
}

/** The n of a close reason `{"reconnectAfterMs":n}`. */
function slotIn(reason: string): number | null {
  try {
    const { reconnectAfterMs } = fields(JSON.parse(reason));
    return typeof reconnectAfterMs === "number" && reconnectAfterMs >= 0 ? reconnectAfterMs : null;
  } catch {
    return null;
  }
}
