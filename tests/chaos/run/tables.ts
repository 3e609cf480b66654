/** Who plays in a run, and how: of ten tables most are ordinary, and some are not. */
import type { TableHabits } from "../bots/orders.js";

const ORDINARY: TableHabits = {
  options: { bestOf: 9, turnMs: 0 },
  thinkMs: [300, 1_500],
  reloadEveryMs: 0,
  doze: 0,
  observers: 0,
};
/** With a clock that moves for whoever does not. */
const TIMED: TableHabits = { ...ORDINARY, options: { bestOf: 9, turnMs: 5_000, onTimeout: "random-move" }, doze: 0.1 };
/** With a clock that ends the game, and nobody who lets it. */
const STRICT: TableHabits = { ...ORDINARY, options: { bestOf: 9, turnMs: 10_000, onTimeout: "forfeit" } };
/** Who is away for half a minute has lost. */
const IMPATIENT: TableHabits = {
  ...ORDINARY,
  options: { bestOf: 9, turnMs: 0, graceMs: 30_000, onGraceExpired: "forfeit" },
};
const RELOADING: TableHabits = { ...ORDINARY, reloadEveryMs: 15_000 };
const WATCHED: TableHabits = { ...ORDINARY, observers: 2 };

const TEN = [ORDINARY, TIMED, STRICT, RELOADING, IMPATIENT, WATCHED, ORDINARY, TIMED, IMPATIENT, ORDINARY] as const;

export function tablesOf(count: number): TableHabits[] {
  return Array.from({ length: count }, (_, index) => TEN[index % TEN.length] ?? ORDINARY);
}

/** Many people who take their time: what counts is how soon they are back. */
export function crowdOf(count: number): TableHabits[] {
  return Array.from({ length: count }, () => ({ ...ORDINARY, thinkMs: [3_000, 9_000] as const }));
}
