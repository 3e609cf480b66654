/**
 * What goes wrong in a world: a random subset with random rates for each seed ("swarm"), because a world in which
 * everything fails all the time never gets into the states that need two faults and a calm stretch between them.
 * Rates are per message or per call; `every…` is the mean time between two events, milliseconds, 0: never.
 */
import type { Chance } from "./chance.js";

export interface Faults {
  /** Between client and node. A frame that is dropped dooms its connection: TCP would not go on for ever. */
  readonly frameDrop: number;
  readonly frameDuplicate: number;
  readonly frameReorder: number;
  readonly slowFrame: number;
  /** A page does not read for a while: what is sent to it waits in between. */
  readonly everyClog: number;
  readonly everyCut: number;
  /** Share of cuts that neither end is told of. */
  readonly halfOpen: number;
  readonly wakeupDrop: number;
  readonly wakeupDuplicate: number;
  readonly wakeupDelay: number;
  /** Wake-ups that nobody has a reason for: old, ahead, of other epochs or of matches that do not exist. */
  readonly everyForgery: number;
  /** At a call to a port the node dies: before the call has left, or just after. */
  readonly crashAtCall: number;
  readonly everyCrash: number;
  readonly everyPause: number;
  /** At an append the node is stopped as soon as the statement has left. */
  readonly stopAtCall: number;
  readonly skewMs: number;
  readonly everyStep: number;
  readonly requestLoss: number;
  readonly replyLoss: number;
  /** The connection dies, and the statement is carried out a while later all the same. */
  readonly lateCommit: number;
  /** Postgres gives way: deadlocks, serialization failures, statements that took too long. */
  readonly deadlock: number;
  /** No connection to be had, or none that may write. */
  readonly exhausted: number;
  /** Share of moves whose row the database refuses for what is in it. */
  readonly poison: number;
  readonly slowStorage: number;
  readonly everyOutage: number;
  /** A replica takes over that lacks the last commits of some matches: the log goes on without them, on a new timeline. */
  readonly everyTailLoss: number;
  /** Share of decisions at which the rules throw, always at the same ones, and at which they take very long. */
  readonly throwingRules: number;
  readonly slowRules: number;
  readonly coordinationLoss: number;
  readonly everyFlush: number;
  readonly everyFreeze: number;
  /** All nodes and what they stand on, at once. */
  readonly everyBlackout: number;
}

type FaultsNow = { -readonly [F in keyof Faults]: Faults[F] };

export const NO_FAULTS: Faults = {
  frameDrop: 0,
  frameDuplicate: 0,
  frameReorder: 0,
  slowFrame: 0,
  everyClog: 0,
  everyCut: 0,
  halfOpen: 0,
  wakeupDrop: 0,
  wakeupDuplicate: 0,
  wakeupDelay: 0,
  everyForgery: 0,
  crashAtCall: 0,
  everyCrash: 0,
  everyPause: 0,
  stopAtCall: 0,
  skewMs: 0,
  everyStep: 0,
  requestLoss: 0,
  replyLoss: 0,
  lateCommit: 0,
  deadlock: 0,
  exhausted: 0,
  poison: 0,
  slowStorage: 0,
  everyOutage: 0,
  everyTailLoss: 0,
  throwingRules: 0,
  slowRules: 0,
  coordinationLoss: 0,
  everyFlush: 0,
  everyFreeze: 0,
  everyBlackout: 0,
};

/** What each fault is when it is on: one of these. */
const STRENGTHS: { readonly [F in keyof Faults]: readonly [number, ...number[]] } = {
  frameDrop: [0.05, 0.12, 0.25],
  frameDuplicate: [0.02, 0.1],
  frameReorder: [0.02, 0.1],
  slowFrame: [0.01, 0.05],
  everyClog: [1_000, 4_000],
  everyCut: [1_500, 4_000, 10_000],
  halfOpen: [0.3, 1],
  wakeupDrop: [0.1, 0.5, 1],
  wakeupDuplicate: [0.1, 0.3],
  wakeupDelay: [0.1, 0.5],
  everyForgery: [500, 3_000],
  crashAtCall: [0.001, 0.003, 0.01],
  everyCrash: [3_000, 8_000, 15_000],
  everyPause: [4_000, 10_000],
  stopAtCall: [0.01, 0.05],
  skewMs: [100, 2_000],
  everyStep: [5_000, 12_000],
  requestLoss: [0.01, 0.05, 0.15],
  replyLoss: [0.01, 0.05, 0.15],
  lateCommit: [0.02, 0.1, 0.2],
  deadlock: [0.02, 0.1],
  exhausted: [0.02, 0.1],
  poison: [0.05, 0.25],
  slowStorage: [0.1, 0.6],
  everyOutage: [6_000, 15_000],
  everyTailLoss: [2_000, 6_000],
  throwingRules: [0.05, 0.25],
  slowRules: [0.02, 0.1],
  coordinationLoss: [0.02, 0.1, 0.3],
  everyFlush: [4_000, 10_000],
  everyFreeze: [5_000, 12_000],
  everyBlackout: [6_000, 12_000],
};

/** The faults of one world. One world in sixteen has none: it must not need them. */
export function chooseFaults(chance: Chance): Faults {
  const share = chance.is(1 / 16) ? 0 : chance.between([0.1, 0.7]);
  const faults: FaultsNow = { ...NO_FAULTS };
  for (const name of Object.keys(STRENGTHS) as (keyof Faults)[]) {
    const strength = chance.pick(STRENGTHS[name]);
    if (chance.is(share)) faults[name] = strength;
  }
  return faults;
}

/** What keeps a request that has arrived from being decided on soon. */
const INSIDE = [
  "everyCrash",
  "crashAtCall",
  "everyPause",
  "stopAtCall",
  "everyOutage",
  "everyBlackout",
  "exhausted",
  "throwingRules",
  "slowRules",
  "requestLoss",
  "replyLoss",
  "lateCommit",
  "deadlock",
] as const;

/** The same world with a server that is slow, but in which nothing breaks and all clocks are right. */
export function soundInside(faults: Faults): Faults {
  const sound: FaultsNow = { ...faults, coordinationLoss: 0.3, skewMs: 0, everyStep: 0 };
  for (const name of INSIDE) sound[name] = 0;
  return sound;
}

export function isSoundInside(faults: Faults): boolean {
  return INSIDE.every((name) => faults[name] === 0);
}

/** In words for whoever has to look into a failing seed: only those that are on. */
export function describeFaults(faults: Faults): string {
  const on = Object.entries(faults).filter(([, strength]) => strength !== 0);
  return on.length === 0 ? "no faults" : on.map(([name, strength]) => `${name}=${strength}`).join(" ");
}
