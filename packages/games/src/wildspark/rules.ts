/**
 * Wildspark: a trading-card game for two. Hands, decks and prizes are hidden, so is what each places in the setup until
 * both have; a knock-out, a switch or a search asks for a choice before play goes on.
 */
import { type Context, defineGame, type Seat } from "@holdfast/engine";
import { bot } from "./bot.js";
import { onTimeout, timing, toMove } from "./clock.js";
import { Course } from "./course.js";
import { decide } from "./decide.js";
import { evolve } from "./evolve.js";
import { legalMoves } from "./legal.js";
import * as schema from "./schema.js";
import { deal } from "./setup.js";
import { emptyTable, type Event, type Move, type State } from "./state.js";
import { end } from "./turn.js";
import type { WildsparkSettings, WildsparkView } from "./types.js";
import { redact, view } from "./view.js";

interface Types {
  readonly Options: WildsparkSettings;
  readonly State: State;
  readonly Move: Move;
  readonly Event: Event;
  readonly View: WildsparkView;
}

const GRACE_MS = 60_000;

/** The rules of Wildspark. */
export const wildspark = defineGame<Types>()({
  id: "wildspark",
  title: "Wildspark",
  summary: "Creatures, energies and coin flips: take all your prizes before the other does.",
  rulesVersion: 1,
  seats: { min: 2, max: 2 },
  schema,
  initial: emptyTable,
  setup: (options, { now, chance }) => deal(new Course(emptyTable(options), now, chance)),
  toMove,
  decide,
  evolve,
  view,
  redact,
  legalMoves,
  timing,
  onTimeout,
  onLeave,
  // Whoever does not come back is played for by the clock, and loses after as many timeouts as anybody.
  onAbsence: () => [],
  onGivenBack: (_state, ms) => [{ type: "time.given", ms }],
  absence: () => ({ graceMs: GRACE_MS, policy: "auto" }),
  bot,
  outcome: ({ result }) => result,
});

function onLeave(state: State, seat: Seat, { now, chance }: Context): readonly Event[] {
  if (state.phase === "over") return [];
  const course = new Course(state, now, chance);
  end(course, [1 - seat], "resign");
  return course.events;
}
