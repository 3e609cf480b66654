/** The smallest game with an `auto` policy: two seats take turns adding one; whoever reaches five wins. */
import { type AnyGame, defineGame, eraseGame, type Seat } from "@holdfast/engine";
import { z } from "zod";

type Counted = { readonly type: "counted"; readonly seat: Seat; readonly auto: boolean };
interface Count {
  readonly count: number;
  readonly graceMs: number;
}
interface CountingTypes {
  readonly Options: { readonly graceMs: number };
  readonly State: Count;
  readonly Move: { readonly type: "count" };
  readonly Event: Counted;
  readonly View: Count;
}

const countFor = (seat: Seat, auto: boolean): Counted => ({ type: "counted", seat, auto });

function countingBy(step: number): AnyGame {
  const moves = ({ count }: Count): number => count / step;
  const toMove = (state: Count): Seat[] => (state.count >= 5 ? [] : [moves(state) % 2]);
  const counting = defineGame<CountingTypes>()({
    id: "counting",
    title: "Counting",
    summary: "For tests.",
    // Another version has other rules: it counts in larger steps.
    rulesVersion: step,
    seats: { min: 2, max: 2 },
    schema: {
      options: z.strictObject({ graceMs: z.number().int().default(60_000) }),
      move: z.strictObject({ type: z.literal("count") }),
      event: z.strictObject({ type: z.literal("counted"), seat: z.number(), auto: z.boolean() }),
      view: z.strictObject({ count: z.number(), graceMs: z.number() }),
    },
    initial: ({ graceMs }) => ({ count: 0, graceMs }),
    setup: () => [],
    toMove,
    decide(state, { seat }) {
      if (seat === null || !toMove(state).includes(seat)) {
        return {
          ok: false,
          rejection: { code: "invalid_turn", reason: "not_your_turn", recovery: "fix_input", message: "Wait." },
        };
      }
      return { ok: true, value: [countFor(seat, false)] };
    },
    evolve: (state) => ({ ...state, count: state.count + step }),
    view: (state) => state,
    redact: (event) => event,
    legalMoves: () => ({ all: [{ type: "count" }] }),
    timing: () => null,
    onTimeout: (_, seat) => [countFor(seat, true)],
    onLeave: () => [],
    onAbsence: (state, seats) =>
      toMove(state)
        .filter((seat) => seats.includes(seat))
        .map((seat) => countFor(seat, true)),
    absence: ({ graceMs }) => ({ graceMs, policy: "auto" }),
    outcome: (state) =>
      state.count < 5 ? null : { status: "finished", winners: [(moves(state) - 1) % 2], scores: [], reason: "five" },
  });
  return eraseGame(counting);
}

export const COUNTING: AnyGame = countingBy(1);
/** Version 2 of the same game: every move counts two. */
export const COUNTING_BY_TWO: AnyGame = countingBy(2);
