/** A game that is nothing but time, for the engine's own tests: two seats go in turns; everything else is options. */
import { defineGame, type SeatClock, type Timing } from "./game.js";
import { eraseGame } from "./game.js";
import type { Json } from "./json.js";
import { accept, reject } from "./result.js";
import type { Seat } from "./seat.js";

interface Options {
  readonly turnMs: number;
  readonly lossAfter: number;
  /** Each seat's clock; 0: there are none. */
  readonly initialMs: number;
  readonly incrementMs: number;
  readonly freeMs: number;
  readonly counts: "down" | "up";
  /** Both clocks run all the time. */
  readonly bothRun: boolean;
  readonly flags: boolean;
}
interface State {
  readonly options: Options;
  readonly gone: readonly number[];
  readonly toMove: Seat;
  readonly stopped: boolean;
  readonly sets: number;
  readonly corrected: readonly number[];
  readonly lost: Seat | null;
  readonly seen: readonly Json[];
}
type Move =
  | { readonly type: "go" | "chat" | "stop" | "start" | "reset" }
  | { readonly type: "correct"; readonly toMs: number };
type Event =
  | { readonly type: "gone" | "chatted" | "stopped" | "started" | "reset" }
  | { readonly type: "corrected"; readonly seat: Seat; readonly byMs: number }
  | { readonly type: "timed"; readonly seat: Seat; readonly why: string; readonly dueAt: number }
  | { readonly type: "lost"; readonly seat: Seat; readonly why: string };
interface Types {
  readonly Options: Options;
  readonly State: State;
  readonly Move: Move;
  readonly Event: Event;
  readonly View: State;
}

const any = { safeParse: (input: unknown) => ({ success: true, data: input as never }) as const };

function clockOf(state: State, seat: Seat): SeatClock {
  const { options, gone, corrected, toMove, stopped, lost } = state;
  const baseMs = options.initialMs + (gone[seat] ?? 0) * options.incrementMs + (corrected[seat] ?? 0);
  const runs = !stopped && lost === null && (options.bothRun || toMove === seat);
  return { baseMs, counts: options.counts, runs, flags: options.flags };
}

function timing(state: State): Timing | null {
  const { options, gone, toMove, sets, stopped, lost } = state;
  if (lost !== null) return null;
  const turn = `${gone.join(".")}`;
  const clocks = { set: `${sets}`, freeMs: options.freeMs, seats: [clockOf(state, 0), clockOf(state, 1)] };
  return {
    seats: stopped ? [] : [toMove],
    turn,
    ms: stopped ? 0 : options.turnMs,
    ...(options.lossAfter > 0 ? { lossAfter: options.lossAfter } : {}),
    ...(options.initialMs > 0 ? { clocks } : {}),
  };
}

function evolve(state: State, event: Event): State {
  switch (event.type) {
    case "gone":
      return {
        ...state,
        gone: state.gone.with(state.toMove, (state.gone[state.toMove] ?? 0) + 1),
        toMove: 1 - state.toMove,
      };
    case "stopped":
    case "started":
      return { ...state, stopped: event.type === "stopped" };
    case "reset":
      return { ...state, sets: state.sets + 1, corrected: [0, 0] };
    case "corrected":
      return { ...state, corrected: state.corrected.with(event.seat, event.byMs) };
    case "lost":
      return { ...state, lost: event.seat, seen: [...state.seen, { ...event }] };
    case "timed":
      return { ...state, seen: [...state.seen, { ...event }] };
    default:
      return state;
  }
}

const ticking = defineGame<Types>()({
  id: "ticking",
  title: "Ticking",
  summary: "For tests.",
  rulesVersion: 1,
  seats: { min: 2, max: 2 },
  schema: { options: any, move: any, event: any, view: any },
  initial: (options) => ({
    options,
    gone: [0, 0],
    toMove: 0,
    stopped: false,
    sets: 0,
    corrected: [0, 0],
    lost: null,
    seen: [],
  }),
  setup: () => [],
  toMove: ({ toMove, stopped, lost }) => (stopped || lost !== null ? [] : [toMove]),
  decide(state, { seat }, move, { usedMs }) {
    if (move.type === "go") {
      return seat === state.toMove && !state.stopped
        ? accept([{ type: "gone" }])
        : reject("invalid_turn", "not_your_turn");
    }
    if (move.type === "correct") {
      const byMs = move.toMs + (usedMs?.[seat ?? 0] ?? 0) - state.options.initialMs;
      return accept([{ type: "corrected", seat: seat ?? 0, byMs }]);
    }
    const events = { chat: "chatted", stop: "stopped", start: "started", reset: "reset" } as const;
    return accept([{ type: events[move.type] }]);
  },
  evolve,
  view: (state) => state,
  redact: (event) => event,
  legalMoves: () => ({ all: [] }),
  timing,
  onTimeout: (state, seat, { why = "turn", dueAt = 0 }) => [
    { type: "timed", seat, why, dueAt },
    ...(state.toMove === seat ? [{ type: "gone" } as const] : []),
  ],
  onLeave: (_, seat, { why = "resign" }) => [{ type: "lost", seat, why }],
  onAbsence: () => [],
  onResume: ({ stopped }) => (stopped ? [{ type: "started" }] : []),
  absence: () => ({ graceMs: 60_000, policy: "pause" }),
  outcome: ({ lost }) =>
    lost === null ? null : { status: "finished", winners: [1 - lost], scores: [0, 0], reason: "lost" },
});

export const TICKING = eraseGame(ticking);
export type TickingOptions = Options;
export type TickingState = State;
