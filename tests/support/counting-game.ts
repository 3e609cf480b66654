/** The smallest game with an `auto` policy: two seats take turns adding one; whoever says five wins. */
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

const toMove = ({ count }: Count): Seat[] => (count >= 5 ? [] : [count % 2]);
const countFor = (seat: Seat, auto: boolean): Counted => ({ type: "counted", seat, auto });

const counting = defineGame<CountingTypes>()({
  id: "counting",
  title: "Counting",
  summary: "For tests.",
  rulesVersion: 1,
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
  evolve: (state) => ({ ...state, count: state.count + 1 }),
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
  outcome: ({ count }) =>
    count < 5 ? null : { status: "finished", winners: [(count - 1) % 2], scores: [], reason: "five" },
});

export const COUNTING: AnyGame = eraseGame(counting);
