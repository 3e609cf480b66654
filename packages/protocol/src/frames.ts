/** What the server sends down about a match: answers of `match.*` and the frames of `match.state`. */
import type { Json, LegalMoves, MatchStatus, Notice, Outcome, Seat } from "@holdfast/engine";
import type { LiveSettings } from "./live-settings.js";

/** Proof that a change is in the log. `duplicate`: this msgId had already been accepted. */
export interface Receipt {
  readonly matchId: string;
  readonly version: number;
  readonly at: number;
  readonly duplicate: boolean;
  /** False only under DURABILITY=memory. */
  readonly durable: boolean;
}

/** `here`, `away` (disconnected, seat held until graceEndsAt), `gone` (grace is over), or `empty`. */
export type Presence = "here" | "away" | "gone" | "empty";
export interface SeatInfo {
  readonly seat: Seat;
  readonly playerId: string | null;
  readonly name: string | null;
  readonly presence: Presence;
  readonly graceEndsAt: number | null;
  /** A program of the server plays here; it is always here. */
  readonly bot?: true;
}
export interface VersionedEvents<E = Json> {
  readonly version: number;
  readonly at: number;
  readonly seat: Seat | null;
  readonly events: readonly E[];
  /** The platform did this, not a player: it paused, resumed, resolved, aborted or rolled back, and says why. */
  readonly notice?: Notice;
}
/** Why nobody may move just now, and since when. */
export interface PauseInfo {
  readonly reason: string;
  readonly since: number;
}
export interface LastMove {
  readonly version: number;
  readonly kind: string;
  readonly seat: Seat | null;
  readonly at: number;
}
export interface You {
  readonly role: "player" | "observer" | "host";
  readonly seat: Seat | null;
}

/** A match's time beyond its deadline. Moments are epoch milliseconds on the server's clock. */
export interface TimingInfo {
  /** Whose time is up at the deadline. */
  readonly seats: readonly Seat[];
  /** When those seats are to be warned that their time is running out. */
  readonly warnAt: readonly number[];
  /** This turn lasts longer because its player had to come back. */
  readonly extended?: true;
  readonly clocks?: ClocksInfo;
}
/** Clocks of the seats' own, as they stood at `at`; a running one has changed by as much as has gone by since. */
export interface ClocksInfo {
  readonly at: number;
  /** From `at` on this much goes by before a running clock changes. */
  readonly freeMs: number;
  /** By seat; null: it has no clock. */
  readonly seats: readonly (ClockInfo | null)[];
}
export interface ClockInfo {
  /** What is left, or what has gone by. */
  readonly ms: number;
  readonly counts: "down" | "up";
  readonly runs: boolean;
}

/** True while the server cannot reach its storage: moves are held and not yet confirmed, and clocks stand still. */
export interface MaySave {
  readonly saving?: true;
}

/** A complete view at `version`, with the events after `from` (null: none were asked for). */
export interface StateFrame<V = Json, E = Json> extends MaySave {
  readonly kind: "state";
  readonly matchId: string;
  readonly game: string;
  readonly epoch: number;
  readonly version: number;
  readonly from: number | null;
  /** True when versions between `from` and `version` were folded into this one frame. */
  readonly skipped?: true;
  /** The client claimed a version the log does not have (or another epoch): replace whatever is held. */
  readonly reset?: true;
  readonly status: MatchStatus;
  /** While play is paused by the platform; a pause that belongs to the game is in its view. */
  readonly pause?: PauseInfo;
  /** Null until the match has started. */
  readonly view: V | null;
  readonly events: readonly VersionedEvents<E>[];
  readonly lastMove: LastMove | null;
  readonly toMove: readonly Seat[];
  readonly deadline: number | null;
  /** Present while somebody's time runs, and where seats have clocks. */
  readonly timing?: TimingInfo;
  readonly seats: readonly SeatInfo[];
  readonly spectators: number;
  readonly you: You;
  readonly outcome: Outcome | null;
  readonly serverTime: number;
}
/** Who is here changed, or whether the server can save, or a setting; the version did not. */
export interface PresenceFrame extends MaySave {
  readonly kind: "presence";
  readonly matchId: string;
  readonly epoch: number;
  readonly version: number;
  readonly seats: readonly SeatInfo[];
  readonly spectators: number;
  readonly serverTime: number;
  /** What was changed while the server runs; absent: nothing ever was. Follows the first state where there is any. */
  readonly settings?: LiveSettings;
}
export type MatchFrame<V = Json, E = Json> = StateFrame<V, E> | PresenceFrame;

export interface SeatGrant {
  readonly matchId: string;
  readonly code: string;
  readonly game: string;
  readonly seat: Seat | null;
  readonly role: "player" | "host";
  readonly version: number;
  /** Bound to match, seat and role; 30 minutes; a new one comes with every resume. */
  readonly seatToken: string;
  readonly seatTokenExpiresAt: number;
  /** The secret of this match's observer link. */
  readonly watchKey: string;
  readonly commitment: string;
  readonly duplicate: boolean;
}
export interface ObserverGrant {
  readonly matchId: string;
  readonly game: string;
  readonly token: string;
  readonly expiresAt: number;
}
export interface Resumed<V = Json, E = Json> {
  readonly state: StateFrame<V, E>;
  /** Absent for observers. */
  readonly seatToken?: string;
  readonly seatTokenExpiresAt?: number;
  /** Set when the client claimed a version ahead of the log: it must drop what it holds. */
  readonly desync?: true;
}
export interface SeatHolder {
  readonly seat: Seat;
  readonly playerId: string | null;
  readonly name: string | null;
  readonly bot?: true;
}
export interface MatchSummary {
  readonly matchId: string;
  readonly code: string | null;
  readonly game: string;
  readonly status: MatchStatus;
  readonly visibility: "private" | "public";
  readonly version: number;
  readonly seat: Seat | null;
  readonly yourTurn: boolean;
  readonly seats: readonly SeatHolder[];
  readonly deadline: number | null;
  readonly outcome: Outcome | null;
  readonly createdAt: number;
  /** When play began, and when it ended: the difference is how long it took. Null: not yet, or never. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly updatedAt: number;
  readonly watchKey: string | null;
  /** In the answer of `match.get` about a match that is over, for those who had a part in it: the rematch that awaits them. */
  readonly rematch?: RematchSummary;
}
/** A rematch that somebody asked for, as long as its reader may take a seat in it or has a part in it. */
export interface RematchSummary {
  readonly matchId: string;
  readonly status: MatchStatus;
  /** Who sits there already, bots left out. */
  readonly names: readonly string[];
  /** Whether the reader has a part in it. */
  readonly joined: boolean;
}
export interface EventPage {
  readonly matchId: string;
  /** The epoch whose log this is of; servers of before there were several do not say. */
  readonly epoch?: number;
  readonly version: number;
  readonly commits: readonly VersionedEvents[];
  readonly next: number | null;
}
/** A version as one viewer saw it. */
export interface PastView<V = Json, E = Json> extends VersionedEvents<E> {
  readonly kind: string;
  readonly status: MatchStatus;
  /** Null until the match had started. */
  readonly view: V | null;
  readonly toMove: readonly Seat[];
  readonly outcome: Outcome | null;
}
/** Views of the past, one for each version, without a gap. */
export interface ViewPage<V = Json, E = Json> {
  readonly matchId: string;
  readonly epoch: number;
  /** The newest version there is. */
  readonly version: number;
  /** It is over: the views of all seats may be asked for. */
  readonly isOver: boolean;
  readonly views: readonly PastView<V, E>[];
  /** Where the next page begins; null: there is none. */
  readonly next: number | null;
}
/** A move as it travels; what else is in it is for its game to say. */
export interface MoveJson {
  readonly type: string;
  readonly [field: string]: Json;
}
/** What the rules would accept from whoever asked, at `version`. */
export interface LegalNow<M = MoveJson> {
  readonly matchId: string;
  readonly epoch: number;
  readonly version: number;
  /** Null: one has no part in the match but to watch, or nobody can play now (not begun, paused by the platform, over). */
  readonly legal: LegalMoves<M> | null;
}
/**
 * The log as one viewer may know it, each commit as in `match.events`; once the match is over every commit whole, with the
 * seed, by which every draw can be checked.
 */
export interface ReplayLog {
  readonly matchId: string;
  readonly game: string;
  readonly rulesVersion: number;
  readonly options: Json;
  readonly seatCount: number;
  /** Told with the seed; null before, and when nobody hosted. */
  readonly hostId: string | null;
  readonly createdAt: number;
  readonly commitment: string;
  readonly seed: string | null;
  readonly version: number;
  readonly commits: readonly Json[];
}
/** What may be set when a match of a game is made. */
export interface GameContract {
  readonly id: string;
  readonly rulesVersion: number;
  /** JSON Schema (2020-12) of the options as they are sent; null where the game cannot tell. */
  readonly options: Json;
}
export interface GameSummary {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly rulesVersion: number;
  readonly seats: { readonly min: number; readonly max: number };
  /** Nobody begins a match of it for now. */
  readonly closed?: true;
}
