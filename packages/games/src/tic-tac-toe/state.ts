/** The whole state of a match of tic-tac-toe: what a view shows, and the settings it is played under. */
import type { TicTacToeEvent, TicTacToeMove, TicTacToeSettings, TicTacToeView } from "./types.js";
import { EMPTY_BOARD } from "./lines.js";

export interface State extends Omit<TicTacToeView, "you" | "bestOf"> {
  readonly settings: TicTacToeSettings;
  /** Whose absence has stopped play, while it does and that is to be decided in time. */
  readonly absent?: readonly number[];
}
/** A move as the rules see it: a cell is a number, never row and column. */
export type Move = Exclude<TicTacToeMove, { readonly row: number }>;
export type Event = TicTacToeEvent;

/** Nothing played yet; the first `game.started` sets the table. */
export function emptyTable(settings: TicTacToeSettings): State {
  return {
    phase: "between",
    board: EMPTY_BOARD,
    marks: ["X", "O"],
    toMove: null,
    moveCount: 0,
    lastMove: null,
    winLine: null,
    winLines: [],
    drawOffer: null,
    game: 0,
    wins: [0, 0],
    draws: 0,
    result: null,
    settings,
  };
}

/** The state after an event: the only way it changes. */
export function evolve(state: State, event: Event): State {
  switch (event.type) {
    case "move.made":
      return afterMove(state, event);
    case "game.started": {
      const { game, marks, toMove } = event;
      const { settings, wins, draws } = state;
      return { ...emptyTable(settings), phase: "playing", game, marks, toMove, wins, draws };
    }
    case "draw.offered":
      return { ...state, drawOffer: event.seat };
    case "draw.answered":
      return { ...state, drawOffer: null };
    case "game.paused":
      return paused(state, event);
    case "game.resumed": {
      const { absent: _over, ...rest } = state;
      return { ...rest, phase: state.toMove === null ? "between" : "playing" };
    }
    case "game.ended": {
      const { line, lines, wins, draws } = event;
      return { ...state, phase: "between", toMove: null, winLine: line, winLines: lines, drawOffer: null, wins, draws };
    }
    case "match.ended": {
      const { absent: _over, ...rest } = state;
      return { ...rest, phase: "over", toMove: null, drawOffer: null, result: event.result };
    }
  }
}

function paused(state: State, { reason, seat }: Event & { type: "game.paused" }): State {
  const stopped: State = { ...state, phase: "paused" };
  if (reason !== "absence" || state.settings.pauseMs === undefined) return stopped;
  return { ...stopped, absent: seat === undefined ? [0, 1] : [seat] };
}

/** Written out: it is made with every move, and a spread takes a microsecond once V8 has seen states of a few layouts. */
function afterMove(state: State, { seat, mark, cell, moveCount, toMove }: Event & { type: "move.made" }): State {
  const board = state.board.slice();
  board[cell] = mark;
  const next: State = {
    phase: state.phase,
    board,
    marks: state.marks,
    toMove,
    moveCount,
    lastMove: { seat, mark, cell },
    winLine: state.winLine,
    winLines: state.winLines,
    drawOffer: state.drawOffer === seat ? null : state.drawOffer,
    game: state.game,
    wins: state.wins,
    draws: state.draws,
    result: state.result,
    settings: state.settings,
  };
  return state.absent === undefined ? next : { ...next, absent: state.absent };
}
