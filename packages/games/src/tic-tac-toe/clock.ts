/** Whose time runs, and what happens when it is up. */
import type { ClockPlan, Seat, Timing, TimeoutContext } from "@holdfast/engine";
import { concede, place } from "./decide.js";
import { emptyCells } from "./lines.js";
import { abandon, endGame, nextGame } from "./series.js";
import type { Event, State } from "./state.js";

/** Each move has its own turn; between two games the next first mover's clock starts the game. */
export function timing(state: State): Timing | null {
  const { game, moveCount, toMove, settings } = state;
  const clocks = clocksOf(state);
  switch (state.phase) {
    case "between":
      return { seats: [nextGame(state).toMove], turn: `${game}.next`, ms: settings.betweenMs, ...clocks };
    case "playing": {
      const often = settings.lossAfter === undefined ? {} : { lossAfter: settings.lossAfter };
      return {
        seats: toMove === null ? [] : [toMove],
        turn: `${game}.${moveCount}`,
        ms: settings.turnMs,
        ...often,
        ...clocks,
      };
    }
    case "paused":
      return pauseTiming(state);
    case "over":
      return null;
  }
}

/** A pause for an absence is decided in time; any other lasts until somebody ends it. */
function pauseTiming(state: State): Timing | null {
  const { game, moveCount, absent, settings } = state;
  const clocks = clocksOf(state);
  if (absent === undefined) return "clocks" in clocks ? { seats: [], turn: `${game}.paused`, ms: 0, ...clocks } : null;
  return { seats: absent, turn: `${game}.${moveCount}.absent`, ms: settings.pauseMs ?? 0, ...clocks };
}

/** Every game has its clocks; a move gains its increment. */
function clocksOf({ settings, game, phase, toMove, marks, moveCount }: State): { readonly clocks?: ClockPlan } {
  const { clock } = settings;
  if (clock === undefined) return {};
  const seats = marks.map((mark, seat) => {
    const moves = mark === "X" ? Math.ceil(moveCount / 2) : Math.floor(moveCount / 2);
    const baseMs = clock.initialMs + moves * clock.incrementMs;
    return { baseMs, counts: "down", runs: phase === "playing" && toMove === seat, flags: true } as const;
  });
  return { clocks: { set: `${game}`, seats } };
}

export function onTimeout(state: State, seat: Seat, { chance, why }: TimeoutContext): readonly Event[] {
  if (state.phase === "between") return [nextGame(state)];
  if (state.absent?.includes(seat)) return state.absent.length > 1 ? abandon(state) : concede(state, seat);
  if (state.phase !== "playing" || state.toMove !== seat) return [];
  const isLost = why === "clock" || state.settings.onTimeout === "forfeit";
  if (isLost) return endGame(state, { winner: 1 - seat, reason: "timeout", auto: true });
  if (state.settings.onTimeout === "pause") return [{ type: "game.paused", reason: "timeout", seat }];
  const cells = emptyCells(state.board);
  return place(state, cells[chance.int(cells.length, "auto-move")] ?? 0, true);
}
