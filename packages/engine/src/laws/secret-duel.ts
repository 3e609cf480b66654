/**
 * The game that the engine's own tests play: two secrets from 0 to 4, two purses of five coins. In turn a
 * seat guesses the other's secret or bids coins; a right guess wins, and eight turns without one are a draw.
 * Small, but with chance, hidden state, ranges and a clock. Not part of what the package exports.
 */
import { defineGame, type Schema } from "../game.js";
import { accept, reject } from "../result.js";
import type { Seat } from "../seat.js";

export type DuelMove =
  | { readonly type: "guess"; readonly value: number }
  | { readonly type: "bid"; readonly amount: number };
export type DuelEvent =
  | { readonly type: "dealt"; readonly secrets: readonly (number | null)[] }
  | { readonly type: "guessed"; readonly seat: Seat; readonly value: number }
  | { readonly type: "bidden"; readonly seat: Seat; readonly amount: number }
  | { readonly type: "slept"; readonly seat: Seat }
  | {
      readonly type: "ended";
      readonly winners: readonly Seat[];
      readonly reason: string;
      readonly secrets: readonly number[];
    };
export interface DuelState {
  readonly secrets: readonly number[];
  readonly purses: readonly number[];
  readonly guesses: readonly (readonly number[])[];
  readonly turn: number;
  readonly ended: { readonly winners: readonly Seat[]; readonly reason: string } | null;
}
export interface DuelView extends Omit<DuelState, "secrets"> {
  readonly secrets: readonly (number | null)[];
}
export interface DuelTypes {
  readonly Options: { readonly turns: number };
  readonly State: DuelState;
  readonly Move: DuelMove;
  readonly Event: DuelEvent;
  readonly View: DuelView;
}

/** A schema that accepts what `isRight` accepts, and names its refusal when told how. */
function shape<T>(isRight: (input: unknown) => input is T, message = "Invalid input"): Schema<T> {
  return {
    safeParse: (input) =>
      isRight(input)
        ? { success: true, data: input }
        : { success: false, error: { issues: [{ path: [], message: bigNumber(input) ? "out_of_bounds" : message }] } },
  };
}
const bigNumber = (input: unknown) =>
  Object.values(Object(input)).some((part) => typeof part === "number" && part > 99);
const typed = (types: readonly string[]) => (input: unknown) => types.includes(String(Object(input).type));
const EVENTS = ["dealt", "guessed", "bidden", "slept", "ended"];

const isMove = (input: unknown): input is DuelMove => {
  const { type, value, amount } = Object(input);
  if (bigNumber(input) || Object.keys(Object(input)).length !== 2) return false;
  return (type === "guess" && Number.isInteger(value)) || (type === "bid" && Number.isInteger(amount));
};
const isEvent = (input: unknown): input is DuelEvent => typed(EVENTS)(input);
const isView = (input: unknown): input is DuelView => Array.isArray(Object(input).secrets);
const isOptions = (input: unknown): input is { turns?: number } => Number.isInteger(Object(input).turns ?? 8);

export const secretDuel = defineGame<DuelTypes>()({
  id: "secret-duel",
  title: "Secret duel",
  summary: "Guess the other's number.",
  rulesVersion: 1,
  seats: { min: 2, max: 2 },
  schema: {
    options: {
      safeParse: (input) =>
        isOptions(input) ? { success: true, data: { turns: input.turns ?? 8 } } : refused("turns"),
    },
    move: shape(isMove),
    event: shape(isEvent),
    view: shape(isView),
  },
  initial: () => ({ secrets: [0, 0], purses: [5, 5], guesses: [[], []], turn: 0, ended: null }),
  setup: (_options, { chance }) => [{ type: "dealt", secrets: [chance.int(5, "secret"), chance.int(5, "secret")] }],
  toMove: ({ ended, turn }) => (ended === null ? [turn % 2] : []),
  decide(state, { seat }, move) {
    if (seat === null) return reject("forbidden", "observer");
    if (state.ended !== null) return reject("game_over", "match_over");
    if (state.turn % 2 !== seat) return reject("invalid_turn", "not_your_turn");
    if (move.type === "bid") {
      const left = state.purses[seat] ?? 0;
      if (move.amount < 1 || move.amount > left) return reject("invalid_bid", "too_many_coins");
      return accept([{ type: "bidden", seat, amount: move.amount }, ...endings(state, null)]);
    }
    if (move.value < 0 || move.value > 4) return reject("invalid_action", "no_such_secret");
    if (state.guesses[seat]?.includes(move.value)) return reject("invalid_action", "guessed_before");
    const right = state.secrets[1 - seat] === move.value;
    return accept([{ type: "guessed", seat, value: move.value }, ...endings(state, right ? seat : null)]);
  },
  evolve(state, event): DuelState {
    const mine = <T>(list: readonly T[], seat: Seat, next: (old: T) => T) =>
      list.map((item, index) => (index === seat ? next(item) : item));
    switch (event.type) {
      case "dealt":
        return { ...state, secrets: event.secrets.map((secret) => secret ?? 0) };
      case "guessed":
        return {
          ...state,
          turn: state.turn + 1,
          guesses: mine(state.guesses, event.seat, (old) => [...old, event.value]),
        };
      case "bidden":
        return { ...state, turn: state.turn + 1, purses: mine(state.purses, event.seat, (old) => old - event.amount) };
      case "slept":
        return { ...state, turn: state.turn + 1 };
      case "ended":
        return { ...state, ended: { winners: event.winners, reason: event.reason } };
    }
  },
  view(state, viewer) {
    const seat = viewer.kind === "observer" ? null : viewer.seat;
    const secrets = state.secrets.map((secret, owner) => (owner === seat || state.ended !== null ? secret : null));
    return { secrets, purses: state.purses, guesses: state.guesses, turn: state.turn, ended: state.ended };
  },
  redact(event, viewer) {
    if (event.type !== "dealt") return event;
    const seat = viewer.kind === "observer" ? null : viewer.seat;
    return { ...event, secrets: event.secrets.map((secret, owner) => (owner === seat ? secret : null)) };
  },
  legalMoves(state, { seat }) {
    if (seat === null || state.ended !== null || state.turn % 2 !== seat) return { all: [] };
    const left = [0, 1, 2, 3, 4].filter((value) => !state.guesses[seat]?.includes(value));
    const max = state.purses[seat] ?? 0;
    const amount = { kind: "int", min: 1, max } as const;
    const forms = max > 0 ? [{ move: { type: "bid" }, fields: { amount } }] : [];
    return { all: left.map((value) => ({ type: "guess", value })), forms };
  },
  timing: ({ ended, turn }) => (ended === null ? { seats: [turn % 2], turn: `${turn}`, ms: 1_000 } : null),
  onTimeout: (state, seat) => (state.turn % 2 === seat ? [{ type: "slept", seat }, ...endings(state, null)] : []),
  onLeave: (state, seat) => (state.ended === null ? [ended(state, [1 - seat], "resign")] : []),
  onAbsence: (state, seats) => (state.ended === null && seats.length > 1 ? [ended(state, [], "abandoned")] : []),
  absence: () => ({ graceMs: 1_000, policy: "auto" }),
  outcome: ({ ended: end, purses }) => (end === null ? null : { status: "finished", scores: purses, ...end }),
});

/** What ends with this turn: a right guess, or the eighth turn without one. */
function endings(state: DuelState, winner: Seat | null): readonly DuelEvent[] {
  if (winner !== null) return [ended(state, [winner], "guessed")];
  return state.turn + 1 >= 8 ? [ended(state, [], "out_of_turns")] : [];
}

function ended(state: DuelState, winners: readonly Seat[], reason: string): DuelEvent & { type: "ended" } {
  return { type: "ended", winners, reason, secrets: state.secrets };
}

function refused(field: string) {
  return { success: false, error: { issues: [{ path: [field], message: "Invalid input" }] } } as const;
}
