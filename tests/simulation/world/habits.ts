/** How people play in one world, and what matches they play. */
import type { Chance } from "./chance.js";

export interface Habits {
  /** How long everything may go wrong, if there is anything left to play. */
  readonly stormMs: number;
  readonly nodes: number;
  readonly tables: number;
  /** Connections on which a node writes: with one, commits of several matches meet in a batch. */
  readonly writers: number;
  /** How long a statement takes, there and back. */
  readonly storageMs: readonly [number, number];
  readonly thinkMs: readonly [number, number];
  /** Share of moves that break a rule, are made for an older position, or claim one that does not exist. */
  readonly illegal: number;
  readonly stale: number;
  readonly ahead: number;
  /** Share of turns somebody sleeps through, and of turns a player tries to take from the other. */
  readonly doze: number;
  readonly eager: number;
  /** Share of turns that somebody plays at the last moment. */
  readonly brink: number;
  /** Nothing breaks in the server: whoever came in time must have been in time. */
  readonly isSoundInside: boolean;
  /** How often somebody moves again although the last move has no answer yet. */
  readonly hasty: number;
  readonly resign: number;
  /** Mean times between such events of one player, 0: never. */
  readonly everyReload: number;
  readonly everyLeave: number;
  readonly everySecondTab: number;
  /** Share of thoughts at which a player gets up and leaves the seat. */
  readonly leave: number;
  /** Share of tables whose host does not play. */
  readonly hosted: number;
  /** How long tokens are good for, and how long refusals are remembered. */
  readonly tokenMs: number;
  readonly dedupeMs: number;
  readonly rivals: number;
  readonly observers: number;
  /** Share of times at which whoever gives out tokens does not answer. */
  readonly tokenless: number;
}

export function chooseHabits(chance: Chance): Habits {
  const habits = chooseAny(chance);
  // A full house at one node whose storage is slow: the commits of its matches meet in batches.
  if (!chance.is(1 / 16)) return chance.is(1 / 12) ? lastMinute(habits) : habits;
  const settled = {
    everyReload: 0,
    everyLeave: 0,
    everySecondTab: 0,
    doze: 0,
    resign: 0,
    leave: 0,
    hasty: 0.1,
    brink: 0,
  };
  const house = { nodes: 1, tables: 4, writers: 1, storageMs: [20, 80], thinkMs: [5, 60] } as const;
  return { ...habits, ...house, ...settled };
}

/** Everybody plays at the last moment. */
function lastMinute(habits: Habits): Habits {
  return { ...habits, nodes: 2, tables: 4, brink: 0.9, illegal: 0, resign: 0, isSoundInside: true };
}

function chooseAny(chance: Chance): Habits {
  return {
    stormMs: chance.pick([8_000, 12_000, 12_000, 20_000]),
    nodes: chance.pick([1, 2, 2, 3]),
    tables: chance.pick([1, 2, 2, 4]),
    writers: chance.pick([1, 1, 2]),
    storageMs: chance.pick([
      [0.3, 5],
      [0.3, 5],
      [20, 80],
    ]),
    thinkMs: chance.pick([
      [20, 200],
      [60, 400],
      [200, 1_200],
    ]),
    illegal: chance.pick([0, 0.05, 0.2]),
    stale: chance.pick([0, 0, 0.1]),
    ahead: chance.pick([0, 0, 0.05]),
    doze: chance.pick([0, 0.05, 0.3]),
    eager: chance.pick([0, 0.02, 0.2]),
    brink: chance.pick([0, 0, 0.3]),
    isSoundInside: false,
    hasty: chance.pick([0.1, 0.1, 0.6]),
    resign: chance.pick([0, 0, 0.01]),
    everyReload: chance.pick([0, 4_000, 10_000]),
    everyLeave: chance.pick([0, 6_000, 12_000]),
    everySecondTab: chance.pick([0, 0, 3_000, 6_000]),
    leave: chance.pick([0, 0, 0.005]),
    hosted: chance.pick([0, 0, 0.5]),
    tokenMs: chance.pick([WEEK_MS, WEEK_MS, 5_000]),
    dedupeMs: chance.pick([300_000, 300_000, 1_500, 100]),
    rivals: chance.pick([0, 0.5]),
    observers: chance.pick([0, 0.5, 1]),
    tokenless: chance.pick([0, 0.5]),
  };
}

const WEEK_MS = 7 * 24 * 3_600_000;

export interface Setup {
  /** The host does not play. */
  readonly hosted: boolean;
  readonly game: "tic-tac-toe" | "counting";
  readonly options: object;
  readonly visibility: "private" | "public";
}

/** The match of one table: long enough to last, with clocks and policies that matter within seconds. */
export function chooseSetup(chance: Chance, habits: Pick<Habits, "hosted">): Setup {
  const hosted = chance.is(habits.hosted);
  const visibility = chance.pick<Setup["visibility"]>(["private", "public"]);
  const graceMs = chance.pick([6_000, 6_000, 17_000, 60_000]);
  if (chance.is(0.15)) return { game: "counting", options: { graceMs }, visibility, hosted };
  const options = {
    bestOf: 5,
    maxGames: 9,
    firstSeat: chance.pick<0 | 1 | "random">([0, 1, "random"]),
    turnMs: chance.pick([0, 5_000]),
    onTimeout: chance.pick(["random-move", "random-move", "forfeit", "pause"]),
    graceMs,
    onGraceExpired: chance.pick(["pause", "forfeit"]),
    betweenMs: chance.pick([0, 0, 1_200]),
    ...(chance.is(0.3) ? { clock: { initialMs: 5_000, incrementMs: chance.pick([0, 300]) } } : {}),
    ...(chance.is(0.3) ? { lossAfter: 2 } : {}),
  };
  return { game: "tic-tac-toe", options, visibility, hosted };
}
