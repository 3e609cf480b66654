/** What an application sees: the client and its matches. */
import type { LegalMoves, Rejection, Result, Seat } from "@holdfast/engine";
import type {
  GameContract,
  GameSummary,
  LiveSettings,
  MatchSettings,
  MatchSummary,
  PauseInfo,
  Receipt,
  ReplayLog,
  ServerSettings,
  StateFrame,
  Versioned,
  VersionedEvents,
  ViewPage,
} from "@holdfast/protocol";
import type { BackoffOptions } from "./backoff.js";
import type { Connection } from "./connection.js";
import type { EventOf, GameId, MoveOf, OptionsOf, ViewOf } from "./game-map.js";
import type { CancelSignal, KeyValueStorage, Ports } from "./ports.js";
import type { TimeWarning } from "./warnings.js";

export interface ClientOptions {
  /**
   * The server: `http(s)://host` or `ws(s)://host`, with a path if it lives under one. Several are the nodes of one server:
   * a client begins with any of them and goes to the next when one is lost.
   */
  readonly url: string | readonly string[];
  /** A user, seat or observer token you have; a function is asked anew for every connection. */
  readonly token?: string | (() => string | Promise<string>);
  /** Without a token: a guest account is made on first need and kept in `storage`. */
  readonly guest?: { readonly name?: string };
  /** Where the guest account and unanswered moves survive a reload; null: nowhere. Default: `localStorage`, in Node memory. */
  readonly storage?: KeyValueStorage | null;
  /** Milliseconds between PINGs. Default 10,000. */
  readonly heartbeatMs?: number;
  /** Silence after which the connection is given up and made anew. Default one and a half heartbeats. */
  readonly deadMs?: number;
  /** How long a move, or any other call, waits for its answer. Default 30,000. */
  readonly moveDeadlineMs?: number;
  readonly backoff?: BackoffOptions;
  /** Replace time, chance and the network, for tests and simulations. */
  readonly ports?: Partial<Ports>;
}

export interface CreateMore {
  /** Number of seats, where the game lets you choose. */
  readonly seats?: number;
  /** Default `private`. */
  readonly visibility?: "private" | "public";
  /** `player` (default) takes seat 0; `host` takes none and gets the host's moves. */
  readonly as?: "player" | "host";
  /** Your part of the randomness (1 to 64 characters): with it not even the server could have chosen the draws. */
  readonly entropy?: string;
}
export interface JoinMore {
  /** The seat you want; default: the first free one. */
  readonly seat?: Seat;
  /** Your part of the randomness, as in `CreateMore`. */
  readonly entropy?: string;
}
/** Your part of the randomness, as in `CreateMore`. */
export type RematchMore = Pick<CreateMore, "entropy">;

/** A player's way to a server: one connection, kept up, however many matches use it. */
export interface Client {
  /** How the connection is. It is made on first need, and `connecting` until then. */
  readonly connection: Connection;
  /** Runs `listener` after every change; the answer stops it. */
  onConnection(listener: (connection: Connection) => void): () => void;
  /** Who one is. @throws HoldfastError */
  me(): Promise<{ readonly playerId: string; readonly name: string }>;
  /** The games this server offers; no account is made for asking. @throws HoldfastError */
  games(): Promise<readonly GameSummary[]>;
  /** What may be set when a match of this game is made, as JSON Schema. @throws HoldfastError */
  contract(game: string): Promise<GameContract>;
  /** What is set for the server while it runs: an announcement, and whether matches may be begun. @throws HoldfastError */
  settings(): Promise<Versioned<ServerSettings>>;
  /** Makes a match and takes its first seat, or hosts it. @throws HoldfastError */
  create<G extends GameId>(game: G, options?: OptionsOf<G>, more?: CreateMore): Promise<Match<G>>;
  /** Takes a seat by six-character code (spaces, dashes and case do not matter), or by id in a public match. @throws HoldfastError */
  join(code: string, more?: JoinMore): Promise<Match>;
  /**
   * Comes to the one rematch of a match that is over, with its options, bots and one's seat: whoever had a part in it may
   * ask, and all who ask come to the same match, made by the first. `get` tells whether one awaits. @throws HoldfastError
   */
  rematch(matchId: string, more?: RematchMore): Promise<Match>;
  /** Goes on with a match, and with moves that an earlier page left unanswered. @throws HoldfastError */
  resume(matchId: string): Promise<Match>;
  /** Watches a match without acting: by the 22-character key of its link, by code, or by id. @throws HoldfastError */
  observe(target: string | ObserveTarget): Promise<Match>;
  /** One's own matches, newest first: those going on, and on demand those that are over too. @throws HoldfastError */
  mine(options?: { readonly finished?: boolean }): Promise<readonly MatchSummary[]>;
  /** Public matches that wait for players. @throws HoldfastError */
  list(): Promise<readonly MatchSummary[]>;
  /** One match in short. @throws HoldfastError */
  get(matchId: string): Promise<MatchSummary>;
  /**
   * The log of a match one has a part in, as one may know it; once it is over the whole log with its seed, for
   * `verifyReplay` of `@holdfast/sdk/verify`. @throws HoldfastError
   */
  replay(matchId: string): Promise<ReplayLog>;
  /** What the server's clock reads now, epoch milliseconds: deadlines are on that clock. */
  serverNow(): number;
  /**
   * Ends all matches' handles and the connection, at once and for good. Only a move that is just being asked for is still
   * told its answer, if that comes within a second.
   */
  close(): void;
}
export interface ObserveTarget {
  readonly matchId?: string;
  readonly code?: string;
  readonly key?: string;
}

/** Everything one may know of a match at `version`, with the newest presence. Never ahead of the server. */
export type Snapshot<G extends GameId = GameId> = StateFrame<ViewOf<G>, EventOf<G>>;

/**
 * `live`; `degraded`: moves are being saved but not yet safe; `reconnecting`: what you see may be old; `resyncing`:
 * connected, catching up; `superseded`: the seat is played elsewhere, see `takeBack`; `closed`: for good.
 */
export type SyncStatus = "live" | "degraded" | "reconnecting" | "resyncing" | "superseded" | "closed";

/** What the platform did to a match, and why. A rollback names the version whose state holds again. */
export interface MatchNotice extends NonNullable<VersionedEvents["notice"]> {
  readonly version: number;
  /** Epoch milliseconds. */
  readonly at: number;
}
/** The log was taken back to an earlier time: versions of the epoch before that are later than this one do not count. */
export interface MatchReset {
  readonly epoch: number;
  readonly version: number;
  /** What was held until now. */
  readonly before: { readonly epoch: number; readonly version: number };
}

/** What may be played at `version`. */
export interface LegalSnapshot<G extends GameId = GameId> {
  readonly epoch: number;
  readonly version: number;
  /** Null where one cannot act: as an observer, before the start, while the platform has paused play, and at the end. */
  readonly legal: LegalMoves<MoveOf<G>> | null;
}

export interface MoveOptions {
  /** The version the player saw when deciding. Default: the newest held. */
  readonly basedOn?: number;
  /** Default: the client's `moveDeadlineMs`. */
  readonly timeoutMs?: number;
  /** Stops waiting. A move that was already sent is settled all the same. */
  readonly signal?: CancelSignal;
}

/**
 * One match as one viewer sees it. Holds the newest snapshot and never guesses ahead of the server.
 * Asking a client twice for the same match gives the same handle.
 */
export interface Match<G extends GameId = GameId> {
  readonly id: string;
  /** The code others join by; null when one may not know it. */
  readonly code: string | null;
  /** The secret of the observer link; null when one may not know it. */
  readonly watchKey: string | null;
  readonly game: G;
  readonly seat: Seat | null;
  readonly role: "player" | "observer" | "host";
  /** Null until the first one has arrived. */
  readonly snapshot: Snapshot<G> | null;
  readonly status: SyncStatus;
  /** Why nobody may move just now, and since when (epoch milliseconds); null while play goes on. */
  readonly pause: PauseInfo | null;
  /** What is set for the server and for this match while they run; null: nothing was ever changed. */
  readonly settings: LiveSettings | null;
  /** Why the status is `superseded`, or why the server closed the match to us; otherwise null. */
  readonly rejection: Rejection | null;
  /** Runs `listener` at once if a snapshot is held, and after every change, presence included; the answer stops it. */
  subscribe(listener: (snapshot: Snapshot<G>) => void): () => void;
  /** Runs `listener` after every change of `status`; the answer stops it. */
  onStatus(listener: (status: SyncStatus) => void): () => void;
  /**
   * Runs `listener` when this player's own time is running out: 30 and 10 seconds before it is up, or as the game says;
   * the answer stops it. Each moment is told once, and a later one in its place if it went by unseen.
   */
  onWarning(listener: (warning: TimeWarning) => void): () => void;
  /** Tells each version's events once and in order, from when it is called; the answer stops it. */
  onEvents(listener: (events: VersionedEvents<EventOf<G>>) => void): () => void;
  /** Tells what administrators, or the server by itself, did to the match, each once; the answer stops it. */
  onNotice(listener: (notice: MatchNotice) => void): () => void;
  /** Runs `listener` when something that is set was changed, by whomever; the answer stops it. */
  onSettings(listener: (settings: LiveSettings) => void): () => void;
  /** Runs `listener` when a log that was taken back replaces what was held; the answer stops it. */
  onReset(listener: (reset: MatchReset) => void): () => void;
  /**
   * Plays a move and waits, across reconnects, for its definite answer; it is accepted at most once however often it
   * is sent. One move is in flight at a time, later ones wait their turn.
   * @throws UncertainError when no answer came in time, or none that tells (`desync`: the server does not have the version
   * that the move was made for, because the log was taken back), HoldfastError (`not_sent`) when it could not be sent in
   * time, the signal's reason, ClosedError.
   */
  move(move: MoveOf<G>, options?: MoveOptions): Promise<Result<Receipt, Rejection>>;
  /**
   * Every move the rules would accept from this player just now, listed (`all`) or with the bounds of what may be filled in
   * (`forms`); never of a version older than the snapshot held. It is true until `snapshot.version` changes: ask again then.
   * @throws HoldfastError, ClosedError
   */
  legalMoves(): Promise<LegalSnapshot<G>>;
  /**
   * Gives an empty seat (default: the first) to a bot of the server; the match begins when it was the last. For whoever
   * made the match. @throws HoldfastError, ClosedError
   */
  addBot(seat?: Seat): Promise<Receipt>;
  /** Takes the bot in this seat away again, before the match has begun. @throws HoldfastError, ClosedError */
  removeBot(seat: Seat): Promise<Receipt>;
  /**
   * Sets what is given here, for everybody in the match, and leaves the rest. For whoever made the match. Refused
   * (`settings_changed`) where somebody else changed them meanwhile. @throws HoldfastError, ClosedError
   */
  changeSettings(patch: Partial<MatchSettings>): Promise<Versioned<MatchSettings>>;
  /** Gives the match up. @throws as `move` */
  resign(): Promise<Result<Receipt, Rejection>>;
  /** Frees the seat before the start; later it counts as giving up. The handle closes when accepted. @throws as `move` */
  leave(): Promise<Result<Receipt, Rejection>>;
  /** After `superseded`: plays here again; the other place is told. @throws HoldfastError, ClosedError */
  takeBack(): Promise<void>;
  /** The events after a version (default 0: all), as one may know them. @throws HoldfastError */
  events(after?: number): Promise<readonly VersionedEvents<EventOf<G>>[]>;
  /** The log as one may know it; once the match is over the whole log with its seed. @throws HoldfastError */
  replay(): Promise<ReplayLog>;
  /**
   * The views of the versions after one (default 0: from the beginning), as they were shown then; `next` begins the next
   * page. As oneself, as an observer (`seat` null), or, once the match is over, as any seat.
   * @throws HoldfastError
   */
  views(after?: number, seat?: Seat | null): Promise<ViewPage<ViewOf<G>, EventOf<G>>>;
  /**
   * Stops following. Safe to call twice. The move in flight has a second to be answered; those that were sent and are not
   * answered stay stored for a later `resume`.
   */
  close(): void;
}
