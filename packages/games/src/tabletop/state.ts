/** The whole state of a tabletop match, and the sums that are read off it. */
import type {
  TabletopBack,
  TabletopCategory,
  TabletopClock,
  TabletopEntry,
  TabletopEvent,
  TabletopMove,
  TabletopPlayer,
  TabletopResult,
  TabletopRound,
  TabletopSettings,
  TabletopStatus,
} from "./types.js";

export type Event = TabletopEvent;
export type Move = TabletopMove;

export interface Side {
  readonly name: string;
  readonly rounds: readonly TabletopRound[];
  readonly cp: number;
  readonly flagged: boolean;
}
export interface Remembered extends TabletopEntry {
  readonly back: TabletopBack | null;
}
export interface State {
  readonly settings: TabletopSettings;
  readonly status: TabletopStatus;
  readonly paused: boolean;
  readonly sides: readonly [Side, Side];
  readonly round: number;
  readonly active: TabletopPlayer | null;
  readonly firstPlayer: TabletopPlayer | null;
  readonly attacker: TabletopPlayer | null;
  readonly rolls: readonly [number | null, number | null];
  readonly rollWinner: TabletopPlayer | null;
  readonly clock: TabletopClock;
  readonly confirmed: readonly [boolean, boolean];
  /** The newest entries; older ones are in the match's log. */
  readonly history: readonly Remembered[];
  readonly entries: number;
  /** Who is host instead of the match's own. */
  readonly hostPlayer: TabletopPlayer | null;
  /** When the phase began. */
  readonly since: number;
  /** Counts what starts a new clock of the platform. */
  readonly step: number;
  readonly result: TabletopResult | null;
  readonly sealed: boolean;
}

/** Entries kept in the state: enough to undo, small enough to send. */
export const KEPT_ENTRIES = 100;
export const CATEGORIES: readonly TabletopCategory[] = ["primary", "secondary", "bonus"];
export const PLAYERS: readonly TabletopPlayer[] = [1, 2];
const EMPTY_ROUND: TabletopRound = { primary: 0, secondary: 0, bonus: 0 };

export function emptyTable(settings: TabletopSettings): State {
  const base = settings.clockMode === "count-down" ? settings.initialMs : ([0, 0] as const);
  const side: Side = { name: "", rounds: [], cp: settings.cpStart, flagged: false };
  return {
    settings,
    status: "setup",
    paused: false,
    sides: [side, side],
    round: 0,
    active: null,
    firstPlayer: null,
    attacker: null,
    rolls: [null, null],
    rollWinner: null,
    clock: { base, runningFor: null, since: 0 },
    confirmed: [false, false],
    history: [],
    entries: 0,
    hostPlayer: null,
    since: 0,
    step: 0,
    result: null,
    sealed: false,
  };
}

export function other(player: TabletopPlayer): TabletopPlayer {
  return player === 1 ? 2 : 1;
}

export function playerOf(seat: number): TabletopPlayer {
  return seat === 0 ? 1 : 2;
}

export function sideOf(state: State, player: TabletopPlayer): Side {
  return player === 1 ? state.sides[0] : state.sides[1];
}

/** Something that only the one who made it knows yet, and may still change. */
export type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * The same match, to be changed. Field by field: a spread takes a microsecond once V8 has seen objects of a few layouts
 * at one place.
 */
export function draftOf(state: State): Draft<State> {
  return {
    settings: state.settings,
    status: state.status,
    paused: state.paused,
    sides: state.sides,
    round: state.round,
    active: state.active,
    firstPlayer: state.firstPlayer,
    attacker: state.attacker,
    rolls: state.rolls,
    rollWinner: state.rollWinner,
    clock: state.clock,
    confirmed: state.confirmed,
    history: state.history,
    entries: state.entries,
    hostPlayer: state.hostPlayer,
    since: state.since,
    step: state.step,
    result: state.result,
    sealed: state.sealed,
  };
}

/** A player's side, to be changed, in a match that is the caller's own. */
export function changeSide(next: Draft<State>, player: TabletopPlayer): Draft<Side> {
  const { name, rounds, cp, flagged } = sideOf(next, player);
  const side = { name, rounds, cp, flagged };
  next.sides = player === 1 ? [side, next.sides[1]] : [next.sides[0], side];
  return side;
}

/** Number of the running turn: two in a round. */
export function turnOf({ round, active, firstPlayer }: State): number {
  return round === 0 ? 0 : 2 * (round - 1) + (active === firstPlayer ? 1 : 2);
}

export function roundOf(side: Side, round: number): TabletopRound {
  return side.rounds[round - 1] ?? EMPTY_ROUND;
}

/** All entries of a category, before its cap. */
export function sumOf({ rounds }: Side, category: TabletopCategory): number {
  let sum = 0;
  for (const round of rounds) sum += round[category];
  return sum;
}

/** Something that is about to be added to a category. */
interface Added {
  readonly category: TabletopCategory;
  readonly delta: number;
}

/** The capped sums of each category, and the capped total of them. */
export function scoreOf(
  { caps }: TabletopSettings,
  side: Side,
  added: Added | null = null,
): { readonly score: TabletopRound; readonly total: number } {
  const primary = capped(caps.primary, "primary", side, added);
  const secondary = capped(caps.secondary, "secondary", side, added);
  const bonus = capped(caps.bonus, "bonus", side, added);
  const sum = primary + secondary + bonus;
  return { score: { primary, secondary, bonus }, total: caps.total === null ? sum : Math.min(caps.total, sum) };
}

function capped(cap: number | null, category: TabletopCategory, side: Side, added: Added | null): number {
  const sum = sumOf(side, category) + (added?.category === category ? added.delta : 0);
  return cap === null ? sum : Math.min(cap, sum);
}

export function totalsOf({ settings, sides }: State): readonly [number, number] {
  return [scoreOf(settings, sides[0]).total, scoreOf(settings, sides[1]).total];
}

/** The clocks as they stand at a time. A backward step of time counts as none. */
export function basesAt({ clock, settings }: State, now: number): readonly [number, number] {
  const { base, runningFor, since } = clock;
  if (runningFor === null || settings.clockMode === "off") return base;
  const run = Math.max(0, now - since) * (settings.clockMode === "count-down" ? -1 : 1);
  return runningFor === 1 ? [base[0] + run, base[1]] : [base[0], base[1] + run];
}

/** Entries that an undo would take back, the newest first. */
export function undoable({ history }: State): readonly (Remembered & { readonly back: TabletopBack })[] {
  return history
    .toReversed()
    .flatMap((entry) => (entry.back !== null && !entry.undone ? [{ ...entry, back: entry.back }] : []));
}
