/**
 * Briscola chiamata for five: an auction, a called card whose holder is the declarer's secret partner, eight
 * tricks. Hands are hidden, and so is the partner until the called card is on the table.
 */
import { type Context, defineGame, type Seat, type Timing } from "@holdfast/engine";
import { bot } from "./bot.js";
import { autoMove } from "./autos.js";
import { firstHand } from "./deal.js";
import { carryOut, decide } from "./decide.js";
import { evolve } from "./evolve.js";
import { legalMoves } from "./legal.js";
import * as schema from "./schema.js";
import { emptyTable, type Event, type Move, type State } from "./state.js";
import type { BriscolaSettings, BriscolaView } from "./types.js";
import { redact, view } from "./view.js";

interface Types {
  readonly Options: BriscolaSettings;
  readonly State: State;
  readonly Move: Move;
  readonly Event: Event;
  readonly View: BriscolaView;
}

/** How long a player who is away is waited for at each decision. */
const AWAY_MS = 1_000;
const GRACE_MS = 60_000;

/** The rules of Briscola chiamata. */
export const briscola = defineGame<Types>()({
  id: "briscola-chiamata",
  title: "Briscola chiamata",
  summary: "Five players, one auction, and a partner whom nobody knows until the called card falls.",
  rulesVersion: 1,
  seats: { min: 5, max: 5 },
  schema,
  initial: emptyTable,
  setup: (options, { chance }) => firstHand(emptyTable(options), chance),
  toMove: ({ turn }) => (turn === null ? [] : [turn]),
  decide,
  evolve,
  view,
  redact,
  legalMoves,
  timing,
  onTimeout,
  onLeave: (state, seat) => (state.phase === "end" || state.left[seat] === true ? [] : [gone(seat, true)]),
  onAbsence: (state, seats) =>
    state.phase === "end" ? [] : stillCounted(state, seats).map((seat) => gone(seat, false)),
  absence: () => ({ graceMs: GRACE_MS, policy: "auto" }),
  bot,
  outcome: ({ result }) => result,
});

/** Each decision has its own clock; one who comes back in the middle of it gets all of it. */
function timing({ turn, decision, away, phase, settings }: State): Timing | null {
  if (turn === null) return null;
  if (away[turn]) return { seats: [turn], turn: `${decision}.away`, ms: AWAY_MS };
  return { seats: [turn], turn: `${decision}`, ms: clockOf(phase, settings) };
}

function clockOf(phase: State["phase"], { bidMs, callMs, playMs }: BriscolaSettings): number {
  if (phase === "bid") return bidMs;
  return phase === "call-partner-rank" || phase === "call-partner-suit" ? callMs : playMs;
}

function onTimeout(state: State, seat: Seat, { chance }: Context): readonly Event[] {
  const move = state.turn === seat ? autoMove(state, seat) : null;
  return move === null ? [] : carryOut(state, { seat, move, auto: true }, chance);
}

function gone(seat: Seat, left: boolean): Event {
  return { type: "seat.away", seat, left };
}

function stillCounted({ away }: State, seats: readonly Seat[]): readonly Seat[] {
  return seats.filter((seat) => away[seat] === false);
}
