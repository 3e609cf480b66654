/** What a move does, or the first rule that refuses it. Checks run in the order: role, status, phase, turn, cell. */
import { accept, type Actor, reject, type Result } from "@holdfast/engine";
import { ownedLines } from "./lines.js";
import { endGame, endMatch, nextGame } from "./series.js";
import type { Event, Move, State } from "./state.js";

type Events = readonly Event[];

/** The events of an accepted move. */
export function decide(state: State, actor: Actor, move: Move): Result<Events> {
  if (move.seat !== undefined && move.seat !== actor.seat) return reject("forbidden", "wrong_seat");
  if (move.type === "resume" || move.type === "adjudicate") return decideHost(state, actor, move);
  if (actor.seat === null) return reject("forbidden", "observer");
  if (state.phase === "over") return reject("game_over", "match_over");
  switch (move.type) {
    case "move":
      return decidePlace(state, actor.seat, move.cell);
    case "resign":
      return accept(concede(state, actor.seat));
    case "offer-draw":
      if (state.phase !== "playing") return reject("invalid_action", "wrong_phase");
      if (state.drawOffer !== null) return reject("invalid_action", "draw_already_offered");
      return accept([{ type: "draw.offered", seat: actor.seat }]);
    case "answer-draw":
      return decideAnswer(state, actor.seat, move.accept);
  }
}

/** The events of a mark on an empty cell. `auto`: the clock set it. */
export function place(state: State, cell: number, auto?: true): Events {
  const seat = state.toMove ?? 0;
  const mark = state.marks[seat] ?? "X";
  const board = state.board.with(cell, mark);
  const lines = ownedLines(board);
  const moveCount = state.moveCount + 1;
  const over = lines.length > 0 || moveCount === 9;
  const made = { type: "move.made", seat, mark, cell, moveCount, toMove: over ? null : 1 - seat } as const;
  const event: Event = auto === true ? { ...made, auto } : made;
  if (!over) return [event];
  const won = lines.length > 0;
  return [event, ...endGame(state, { winner: won ? seat : null, reason: won ? "line" : "board_full", lines })];
}

/** The events of a seat giving up the match. */
export function concede(state: State, seat: number): Events {
  return endMatch(state, { winner: 1 - seat, reason: "resign" });
}

function decidePlace(state: State, seat: number, cell: number): Result<Events> {
  if (state.phase === "paused") return reject("invalid_action", "paused");
  if (state.phase !== "playing") return reject("invalid_action", "wrong_phase");
  if (state.toMove !== seat) return reject("invalid_turn", "not_your_turn");
  if (state.board[cell] !== null)
    return reject("invalid_action", "cell_taken", "This cell is taken: choose an empty one.");
  return accept(place(state, cell));
}

function decideAnswer(state: State, seat: number, accepted: boolean): Result<Events> {
  const offered = state.phase === "playing" && state.drawOffer === 1 - seat;
  if (!offered) return reject("invalid_action", "wrong_phase");
  const answered: Event = { type: "draw.answered", accept: accepted };
  return accept(accepted ? [answered, ...endGame(state, { winner: null, reason: "agreed" })] : [answered]);
}

type HostMove = Move & { type: "resume" | "adjudicate" };

function decideHost(state: State, actor: Actor, move: HostMove): Result<Events> {
  if (!actor.host) return reject("forbidden", actor.seat === null ? "observer" : "not_host");
  if (state.phase === "over") return reject("game_over", "match_over");
  if (state.phase !== "paused") return reject("invalid_action", "wrong_phase");
  if (move.type === "adjudicate") return accept(endMatch(state, { winner: move.winner, reason: "adjudicated" }));
  return accept(resume(state));
}

/** The events that end a pause; none when there is none. */
export function resume(state: State): Events {
  if (state.phase !== "paused") return [];
  const resumed: Event = { type: "game.resumed" };
  const dueNext = state.toMove === null && state.settings.betweenMs === 0;
  return dueNext ? [resumed, nextGame(state)] : [resumed];
}
