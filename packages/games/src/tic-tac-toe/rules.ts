/**
 * Tic-tac-toe: two seats, X moves first, three in a line wins the game; a match is one game or a series.
 * Nothing is hidden: every viewer sees the same table.
 */
import { defineGame, type Seat, type Viewer } from "@holdfast/engine";
import { bot } from "./bot.js";
import { onTimeout, timing } from "./clock.js";
import { concede, decide, resume } from "./decide.js";
import { legalTicTacToe } from "./legal.js";
import * as schema from "./schema.js";
import { abandon, endMatch, firstGame } from "./series.js";
import { emptyTable, type Event, evolve, type Move, type State } from "./state.js";
import type { TicTacToeSettings, TicTacToeView } from "./types.js";

interface Types {
  readonly Options: TicTacToeSettings;
  readonly State: State;
  readonly Move: Move;
  readonly Event: Event;
  readonly View: TicTacToeView;
}

/** The rules of tic-tac-toe. */
export const ticTacToe = defineGame<Types>()({
  id: "tic-tac-toe",
  title: "Tic-tac-toe",
  summary: "Three in a line wins. One game or a series, with a clock if you like.",
  rulesVersion: 1,
  seats: { min: 2, max: 2 },
  schema,
  initial: emptyTable,
  setup: ({ firstSeat }, { chance }) => [firstGame(firstSeat === "random" ? chance.int(2, "first") : firstSeat)],
  toMove: ({ phase, toMove }) => (phase === "playing" && toMove !== null ? [toMove] : []),
  decide,
  evolve,
  view,
  redact: (event) => event,
  legalMoves: (state, actor) => ({ all: legalTicTacToe(state, actor) }),
  timing,
  onTimeout,
  onLeave(state, seat, { why }) {
    if (state.phase === "over") return [];
    return why === "timeouts" ? endMatch(state, { winner: 1 - seat, reason: "timeout" }) : concede(state, seat);
  },
  onAbsence,
  onResume: (state, { why }) => (why === "returned" && state.absent === undefined ? [] : resume(state)),
  absence: ({ settings }) => ({ graceMs: settings.graceMs, policy: settings.onGraceExpired }),
  bot,
  outcome: ({ result }) => result,
});

function view(state: State, viewer: Viewer): TicTacToeView {
  const seat = viewer.kind === "observer" ? null : viewer.seat;
  const mark = seat === null ? undefined : state.marks[seat];
  return {
    phase: state.phase,
    board: state.board,
    marks: state.marks,
    toMove: state.toMove,
    moveCount: state.moveCount,
    lastMove: state.lastMove,
    winLine: state.winLine,
    winLines: state.winLines,
    drawOffer: state.drawOffer,
    game: state.game,
    bestOf: state.settings.bestOf,
    wins: state.wins,
    draws: state.draws,
    result: state.result,
    you: seat === null || mark === undefined ? null : { seat, mark },
  };
}

function onAbsence(state: State, seats: readonly Seat[]): readonly Event[] {
  const [seat] = seats;
  if (state.phase === "over" || seat === undefined) return [];
  if (state.settings.onGraceExpired === "forfeit") return seats.length > 1 ? abandon(state) : concede(state, seat);
  if (state.phase === "paused") return [];
  return [
    seats.length > 1 ? { type: "game.paused", reason: "absence" } : { type: "game.paused", reason: "absence", seat },
  ];
}
