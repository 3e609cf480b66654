/**
 * No-limit Texas hold'em: a tournament down to one winner, or a cash table. Hole cards are hidden until they are
 * shown; the deck is hidden always.
 */
import { type Context, defineGame, type Seat, type SetupContext } from "@holdfast/engine";
import { bot } from "./bot.js";
import { onTimeout, timing } from "./clock.js";
import { Course } from "./course.js";
import { afterSeating, beginIfReady, decide } from "./decide.js";
import { evolve } from "./evolve.js";
import { legalMoves } from "./legal.js";
import * as schema from "./schema.js";
import { goAway } from "./seating.js";
import { emptyTable, type Event, type Move, playerAt, type State } from "./state.js";
import type { HoldemSettings, HoldemView } from "./types.js";
import { redact, view } from "./view.js";

interface Types {
  readonly Options: HoldemSettings;
  readonly State: State;
  readonly Move: Move;
  readonly Event: Event;
  readonly View: HoldemView;
}

const GRACE_MS = 60_000;

/** The rules of no-limit hold'em. */
export const holdem = defineGame<Types>()({
  id: "holdem",
  title: "Texas hold'em",
  summary: "No-limit hold'em for two to ten: a sit-and-go to one winner, or a cash table.",
  rulesVersion: 1,
  seats: { min: 2, max: 10 },
  schema,
  initial: emptyTable,
  setup,
  toMove: ({ toAct }) => (toAct === null ? [] : [toAct]),
  decide,
  evolve,
  view,
  redact,
  legalMoves,
  timing,
  onTimeout,
  onLeave,
  onAbsence,
  onGivenBack: (_state, ms) => [{ type: "time.given", ms }],
  absence: () => ({ graceMs: GRACE_MS, policy: "auto" }),
  bot,
  outcome: ({ result }) => result,
});

function setup(options: HoldemSettings, { now, chance, seatCount }: SetupContext): readonly Event[] {
  const course = new Course(emptyTable(options, seatCount), now, chance);
  course.add({ type: "table.opened", at: now });
  return beginIfReady(course);
}

function onLeave(state: State, seat: Seat, { now, chance }: Context): readonly Event[] {
  const player = playerAt(state, seat);
  if (state.phase === "over" || player.gone || player.leaving || player.place !== null) return [];
  const course = new Course(state, now, chance);
  goAway(course, seat);
  return afterSeating(course);
}

/** Whoever does not come back sits out from the next hand on. */
function onAbsence(state: State, seats: readonly Seat[], { now }: Context): readonly Event[] {
  if (state.phase === "over") return [];
  return seats.flatMap((seat): readonly Event[] => {
    const { out, gone, place } = playerAt(state, seat);
    if (out !== "no" || gone || place !== null) return [];
    return [{ type: "seat.sitting", seat, out: "next", at: now, auto: true }];
  });
}
