/**
 * What a game is: pure, synchronous, event-sourced rules (`docs/guides` and ADR 0001 tell why).
 * `decide` asks "may this happen, and what then happens?"; `evolve` is the only way state changes.
 * Time and chance arrive as arguments; a rule that reads them anywhere else fails the lint.
 */
import type { Chance } from "./chance.js";
import type { Json } from "./json.js";
import type { Rejection, Result } from "./result.js";
import type { Actor, Seat, Viewer } from "./seat.js";

/** The part of a zod schema that the engine relies on, so that it needs no zod itself. */
export interface Schema<T> {
  safeParse(
    input: unknown,
  ): { readonly success: true; readonly data: T } | { readonly success: false; readonly error: SchemaError };
}
export interface SchemaError {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

/** What rules may know besides the state. `now` is epoch milliseconds on the server's one clock. */
export interface Context {
  readonly now: number;
  readonly chance: Chance;
  /** By seat: what its clock has used by now. Absent where there are no clocks. */
  readonly usedMs?: readonly number[];
}
export interface SetupContext extends Context {
  readonly seatCount: number;
}
export interface TimeoutContext extends Context {
  /** What ran out: the seat's own clock, or else the turn's time. */
  readonly why?: "turn" | "clock";
  /** The moment at which it ran out, where it is not `now`. */
  readonly dueAt?: number;
}
export interface ResumeContext extends Context {
  /** Everybody is here again: only a pause that an absence caused is over. Otherwise somebody decided it. */
  readonly why?: "returned";
}
export interface LeaveContext extends Context {
  /** Its time ran out too often, or else it resigned. */
  readonly why?: "resign" | "timeouts";
}

/**
 * Every legal move of one actor. `all` lists them; `forms` describe those that are too many to list (bets, names,
 * the order of a hand). A move is accepted exactly when it is described here.
 */
export interface LegalMoves<Move> {
  readonly all: readonly Move[];
  readonly forms?: readonly MoveForm[];
}
/** A family of moves: what they have in common, and for every other field what may stand there. */
export interface MoveForm {
  readonly move: { readonly type: string; readonly [field: string]: Json };
  readonly fields: { readonly [field: string]: FieldRange };
}
/**
 * `int`: a whole number of this range. `order`: exactly these things, in any order. `choose`: so many of these, each
 * once, in any order. `text`: up to `maxLength` characters, and `patch`: some of these fields, both with what the game's
 * schema and rules say of them besides; all else is exact.
 */
export type FieldRange =
  | { readonly kind: "int"; readonly min: number; readonly max: number }
  | { readonly kind: "order"; readonly of: readonly Json[] }
  | { readonly kind: "choose"; readonly of: readonly Json[]; readonly min: number; readonly max: number }
  | { readonly kind: "text"; readonly maxLength: number }
  | { readonly kind: "patch"; readonly keys: readonly string[] };

/**
 * Who is on the clock. As long as `turn` stays the same the running deadline stays too;
 * a new `turn` starts `ms` afresh. With `ms` 0 there is no deadline, but a new `turn` still makes
 * moves meant for an older one stale.
 */
export interface Timing {
  readonly seats: readonly Seat[];
  readonly turn: string;
  readonly ms: number;
  /** So many times in a row a seat's time runs out; the last of them, it loses instead (`onLeave`). Absent: never. */
  readonly lossAfter?: number;
  /** How long before the deadline those on the clock are warned, milliseconds. Absent: as everywhere. */
  readonly warnMs?: readonly number[];
  /** Clocks of seats of their own, besides the turn's time. */
  readonly clocks?: ClockPlan;
}

/**
 * Clocks that belong to seats, as they should be from now on. The rules say what each seat has (increments and
 * corrections included) and whose clock runs; the platform counts what is used, across pauses and restarts, and tells
 * it in `Context.usedMs`. A clock at nothing is a timeout of its seat.
 */
export interface ClockPlan {
  /** Another value sets all clocks afresh: what was used counts no more. */
  readonly set: string;
  /** Time at the beginning of each turn that costs nobody anything. Absent: none. */
  readonly freeMs?: number;
  /** By seat; null: it has no clock. */
  readonly seats: readonly (SeatClock | null)[];
}
export interface SeatClock {
  /** Counting down: all that the seat has had. Counting up: what the clock began with. */
  readonly baseMs: number;
  readonly counts: "down" | "up";
  readonly runs: boolean;
  /** Whether the seat's time is up at nothing; otherwise the clock goes on below it. */
  readonly flags: boolean;
}

/** What happens to a seat whose player is gone: how long it is held, and what then. */
export interface AbsencePolicy {
  readonly graceMs: number;
  readonly policy: "pause" | "forfeit" | "auto";
}

export interface Outcome {
  readonly status: "finished" | "aborted";
  readonly winners: readonly Seat[];
  readonly ranking?: readonly (readonly Seat[])[];
  readonly scores: readonly number[];
  readonly reason: string;
}

/**
 * All that a bot is given: what its seat may know, and what it may do. The laws see to it that neither tells more than
 * that, so a bot cannot know what a player in its place could not.
 */
export interface BotAsked<View = unknown, Move extends GameTypes["Move"] = GameTypes["Move"]> {
  readonly seat: Seat;
  /** Play waits for this seat; otherwise the bot may as well do nothing. */
  readonly toMove: boolean;
  readonly view: View;
  readonly legal: LegalMoves<Move>;
  /** The bot's own dice, which have nothing to do with the match's. */
  readonly chance: Chance;
}

/** The five types a game is written in. All but `State` travel as plain JSON; `State` is stored as plain JSON. */
export interface GameTypes {
  readonly Options: unknown;
  readonly State: unknown;
  readonly Move: { readonly type: string };
  readonly Event: { readonly type: string };
  readonly View: unknown;
}

export interface GameDefinition<T extends GameTypes = GameTypes> {
  readonly id: string;
  /** Shown to people: a name and one sentence. */
  readonly title: string;
  readonly summary: string;
  readonly rulesVersion: number;
  readonly seats: { readonly min: number; readonly max: number };
  /**
   * Whoever creates a match is its host, also in a seat: its rules need one to begin. Absent: only who creates it `as: "host"`,
   * and takes no seat, is.
   */
  readonly creatorHosts?: true;
  /** `options` fills in its defaults; `move` is strict: unknown keys and wrong types fail. */
  readonly schema: {
    readonly options: Schema<T["Options"]>;
    readonly move: Schema<T["Move"]>;
    readonly event: Schema<T["Event"]>;
    readonly view: Schema<T["View"]>;
  };
  setup(options: T["Options"], ctx: SetupContext): readonly T["Event"][];
  /** The state before any event, from the options alone; the events of `setup` are evolved on top of it. */
  initial(options: T["Options"], seatCount: number): T["State"];
  /** Seats that may move now, ascending; several is normal; empty exactly when there is an outcome or play is paused. */
  toMove(state: T["State"]): readonly Seat[];
  decide(state: T["State"], actor: Actor, move: T["Move"], ctx: Context): Result<readonly T["Event"][], Rejection>;
  evolve(state: T["State"], event: T["Event"]): T["State"];
  view(state: T["State"], viewer: Viewer): T["View"];
  /** The event as this viewer may know it, or null. Never tells more than the view after the step. */
  redact(event: T["Event"], viewer: Viewer): T["Event"] | null;
  legalMoves(state: T["State"], actor: Actor): LegalMoves<T["Move"]>;
  timing(state: T["State"]): Timing | null;
  /** The auto-action of a seat whose time is up. */
  onTimeout(state: T["State"], seat: Seat, ctx: TimeoutContext): readonly T["Event"][];
  /** A seat gives up for good: it resigned, or its time ran out too often. */
  onLeave(state: T["State"], seat: Seat, ctx: LeaveContext): readonly T["Event"][];
  /** The grace of these seats (all that ran out together) is over. */
  onAbsence(state: T["State"], seats: readonly Seat[], ctx: Context): readonly T["Event"][];
  /** Ends a pause that these rules began by themselves; no events when there is none. Absent: they never pause. */
  onResume?(state: T["State"], ctx: ResumeContext): readonly T["Event"][];
  /**
   * So much of the running turn is given back: the server stood still in it. Moves every time that the state keeps later
   * by as much, and changes nothing else. Absent: the state keeps none.
   */
  onGivenBack?(state: T["State"], ms: number): readonly T["Event"][];
  absence(state: T["State"]): AbsencePolicy;
  /**
   * A player for empty seats: the move it makes, or null to wait for the next change. Pure like the rules, and bound to
   * their version. Absent: such a seat plays at random.
   */
  bot?(asked: BotAsked<T["View"], T["Move"]>): T["Move"] | null;
  outcome(state: T["State"]): Outcome | null;
}

/** A game whose own types are not known here: what the server's registry holds. */
// biome-ignore format: one line keeps the erasure visible
export type AnyGame = GameDefinition<GameTypes>;

/**
 * Declares a game: `defineGame<MyTypes>()({ … })` checks the definition against its types and
 * returns it with them attached.
 */
export function defineGame<T extends GameTypes>(): (definition: GameDefinition<T>) => GameDefinition<T> {
  return (definition) => Object.freeze(definition);
}

/** Forgets a game's own types. Safe because every value that reaches an erased game went through its schemas. */
export function eraseGame<T extends GameTypes>(game: GameDefinition<T>): AnyGame {
  return game as unknown as AnyGame;
}
