/**
 * A tabletop match between two: names, scores by round, command points, turns and two clocks, kept in common, with the
 * host to correct them. The wargame itself is not known here, and nothing is hidden.
 */
import { type Context, defineGame, type Outcome, type Seat, type Viewer } from "@holdfast/engine";
import { bot } from "./bot.js";
import { onTimeout, timing, toMove } from "./clock.js";
import { Course } from "./course.js";
import { decide } from "./decide.js";
import { evolve } from "./evolve.js";
import { legalMoves } from "./legal.js";
import * as schema from "./schema.js";
import { endGame } from "./stages.js";
import {
  emptyTable,
  type Event,
  type Move,
  other,
  playerOf,
  type Remembered,
  scoreOf,
  type Side,
  type State,
  turnOf,
} from "./state.js";
import type { TabletopEntry, TabletopPlayerView, TabletopSettings, TabletopView } from "./types.js";

interface Types {
  readonly Options: TabletopSettings;
  readonly State: State;
  readonly Move: Move;
  readonly Event: Event;
  readonly View: TabletopView;
}

const GRACE_MS = 60_000;

/** The rules of a tabletop match. */
export const tabletop = defineGame<Types>()({
  id: "tabletop",
  title: "Tabletop match",
  summary: "Scores, command points and chess clocks for a wargame on a real table.",
  rulesVersion: 1,
  seats: { min: 2, max: 2 },
  creatorHosts: true,
  schema,
  initial: emptyTable,
  setup: (_options, { now }) => [{ type: "status.change", status: "setup", at: now }],
  toMove,
  decide,
  evolve,
  view,
  redact: (event) => event,
  legalMoves,
  timing,
  onTimeout,
  onLeave,
  onAbsence,
  onGivenBack: (_state, ms) => [{ type: "time.given", ms }],
  absence: ({ settings }) => ({ graceMs: GRACE_MS, policy: settings.pauseOnDisconnect ? "pause" : "auto" }),
  bot,
  outcome,
});

function view(state: State, viewer: Viewer): TabletopView {
  const { settings, status, paused, round, active, firstPlayer, attacker, rolls, rollWinner, clock, confirmed } = state;
  return {
    status,
    paused,
    settings,
    players: state.sides.map((side) => playerView(settings, side)),
    round,
    turn: turnOf(state),
    active,
    firstPlayer,
    attacker,
    rolls,
    rollWinner,
    clock,
    confirmed,
    history: state.history.map(entryView),
    hostPlayer: state.hostPlayer,
    result: state.result,
    you: youOf(viewer),
  };
}

function playerView(settings: TabletopSettings, side: Side): TabletopPlayerView {
  const { name, rounds, cp, flagged } = side;
  const { score, total } = scoreOf(settings, side);
  return { name, rounds, score, total, cp, flagged };
}

/** What an undo would bring back is not told. */
function entryView({ n, at, by, role, action, note, undone }: Remembered): TabletopEntry {
  return { n, at, by, role, action, note, undone };
}

function youOf(viewer: Viewer): TabletopView["you"] {
  if (viewer.kind === "observer") return { role: "observer", seat: null };
  return { role: viewer.kind === "host" ? "host" : "player", seat: viewer.seat };
}

/** Whoever leaves concedes. */
function onLeave(state: State, seat: Seat, { now, chance }: Context): readonly Event[] {
  if (state.status === "over") return [];
  const course = new Course(state, now, chance);
  endGame(course, { winner: other(playerOf(seat)), reason: "concede" });
  return course.events;
}

/** The clock stands while the player whose turn it is is gone; it is resumed by hand. */
function onAbsence(state: State, seats: readonly Seat[], { now, chance }: Context): readonly Event[] {
  const { status, paused, active, settings } = state;
  if (status !== "playing" || paused || !settings.pauseOnDisconnect) return [];
  if (active === null || !seats.includes(active - 1)) return [];
  const course = new Course(state, now, chance);
  course.note({ player: null, role: "clock" }, { action: "pause", note: "the active player is gone" });
  course.setClock({ runningFor: null, paused: true, auto: true });
  return course.events;
}

/** A result is final once it cannot be reopened any more. */
function outcome({ result, sealed }: State): Outcome | null {
  if (result === null || (!sealed && result.status !== "aborted")) return null;
  const { status, winner, totals, reason } = result;
  return { status, winners: winner === null ? [] : [winner - 1], scores: totals, reason };
}
